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
    assertThat(Manifest.parse("{\"format\":1,\"kind\":\"k\",\"version\":\"v\"}", "", "k").facts())
        .isEmpty();
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
        "{\"format\":2,\"kind\":\"links\",\"version\":\"v\"} | format 2, this version reads 1",
        "{\"format\":1,\"kind\":\"model\",\"version\":\"v\"} | a model, not a links",
        "{\"format\":1,\"kind\":\"links\"}             | without a version",
        "{\"format\":\"one\",\"kind\":\"links\"}          | format \"one\", this version reads 1",
        "{\"format\":1,\"version\":\"v\"}              | a ?, not a links",
        "{\"format\":1,\"kind\":\"links\",\"version\":7} | without a version",
        "[]                                            | manifest.json holds no JSON object",
        "''                                            | manifest.json holds no JSON object",
        "null                                          | manifest.json holds no JSON object",
      })
  void anythingElseIsRefusedWithItsPlace(String json, String fault) {
    assertThatThrownBy(() -> Manifest.parse(json, "/out/here", "links"))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining("/out/here")
        .hasMessageContaining(fault);
  }
}
