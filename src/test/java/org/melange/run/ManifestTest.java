package org.melange.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {

  private static final String SUM = "aaaa".repeat(16);

  private final Manifest manifest =
      new Manifest("links", "v1", Map.of("posts", 3L, "inputs", List.of("a", "b"), "by", "x"));

  @Test
  void whatIsWrittenIsRead() {
    Manifest read = Manifest.parse(manifest.toJson(), "out", "links");
    assertThat(read.version()).isEqualTo("v1");
    assertThat(read.fact("posts")).contains("3");
    assertThat(read.facts()).containsEntry("inputs", List.of("a", "b"));
    assertThat(read.fact("absent")).isEmpty();
    assertThat(read.toJson()).isEqualTo(manifest.toJson());
  }

  @Test
  void factsMayBeOfAnyType() {
    Map<String, Object> facts = new HashMap<>();
    facts.put("none", null);
    facts.put("big", Long.MAX_VALUE);
    facts.put("share", 0.1);
    facts.put("deep", Map.of("b", List.of(1, true), "a", "\u00e4\n\uD83C\uDF0D"));
    Manifest read = Manifest.parse(new Manifest("k", "v", facts).toJson(), "out", "k");
    assertThat(read.facts()).isEqualTo(facts);
    assertThat(read.fact("none")).isEmpty();
  }

  @Test
  void filesAreListedInTheOrderOfTheirPaths() {
    FileListing files =
        new FileListing(List.of(new ListedFile("b/2", 7, SUM), new ListedFile("a.json", 0, SUM)));
    Manifest read = Manifest.parse(manifest.listing(files).toJson(), "out", "links");
    assertThat(read.requireFiles("out")).isEqualTo(files);
    assertThat(read.requireFiles("out").paths()).containsExactly("a.json", "b/2");
    assertThat(read.facts()).isEqualTo(Manifest.parse(manifest.toJson(), "", "links").facts());
  }

  @ParameterizedTest
  @CsvSource({"v1, v2", "3, 4", "a.json, b.json", "\"bytes\" : 9, \"bytes\" : 8", "aaaa, aaab"})
  void anEditedManifestIsRefused(String text, String other) {
    FileListing files = new FileListing(List.of(new ListedFile("a.json", 9, SUM)));
    String json = manifest.listing(files).toJson();
    assertThat(json).contains(text);
    assertThatThrownBy(() -> Manifest.parse(json.replace(text, other), "/out/here", "links"))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessage(
            "links /out/here is damaged: manifest.json was edited or damaged after it was written:"
                + " restore the file, or run jobs/annotate again");
  }

  @Test
  void aManifestThatIsOnlyLaidOutAnewIsTheSame() {
    String json = manifest.toJson().replaceAll("\\s*\\n\\s*", "");
    assertThat(Manifest.parse(json, "out", "links").version()).isEqualTo("v1");
  }

  @Test
  void anEarlierFormatIsReadButListsNothing() {
    String json = "{\"format\":1,\"kind\":\"entity-table\",\"version\":\"v\"}";
    Manifest read = Manifest.parse(json, "my/table", "entity-table");
    assertThat(read.facts()).isEmpty();
    assertThatThrownBy(() -> read.requireFiles("my/table"))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessage(
            "entity table my/table was written by an earlier version, whose manifest lists no"
                + " files: run jobs/embed-kb again");
  }

  @Test
  void factsStandInOrder() {
    assertThat(manifest.facts().keySet()).containsExactly("by", "inputs", "posts");
    assertThat(manifest.toJson().indexOf("\"by\"")).isLessThan(manifest.toJson().indexOf("posts"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{                                             | is not JSON",
        "{}                                            | format",
        "{\"format\":3,\"kind\":\"links\",\"version\":\"v\"} | format 3, this version reads 2",
        "{\"format\":2,\"kind\":\"links\",\"version\":\"v\"} | edited or damaged",
        "{\"format\":0,\"kind\":\"links\",\"version\":\"v\"} | format 0, this version reads 2",
        "{\"format\":1,\"kind\":\"model\",\"version\":\"v\"} | a model, not a links",
        "{\"format\":1,\"kind\":\"links\"}             | without a version",
        "{\"format\":\"one\",\"kind\":\"links\"}          | format \"one\", this version reads 2",
        "{\"format\":1,\"version\":\"v\"}              | a ?, not a links",
        "{\"format\":1,\"kind\":\"links\",\"version\":7} | without a version",
        "[]                                            | manifest.json is not a JSON object",
        "''                                            | manifest.json is not a JSON object",
        "null                                          | manifest.json is not a JSON object",
      })
  void anythingElseIsRefusedWithItsPlace(String json, String fault) {
    assertThatThrownBy(() -> Manifest.parse(json, "/out/here", "links"))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining("/out/here")
        .hasMessageContaining(fault);
  }
}
