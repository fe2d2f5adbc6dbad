package org.melange.propose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** QuickStatements and depicts statements, compared with files that were written by hand. */
class FormatsTest {

  private static final Path GOLDEN = Path.of("src/test/resources/propose");

  private static final String COMMONS = "https://commons.wikimedia.org/wiki/File:";

  /** In the order of a table of proposals. */
  private static final List<Proposal> PROPOSALS =
      List.of(
          alias("Q42", "en", "DNA"),
          alias("Q42", "en-GB", "Bop  Ad\u00a0"),
          alias("Q42", "zh-Hans-CN", "道格拉斯"),
          alias("Q42", "en", "Douglas \"Bop\" Adams"),
          alias("Q42", "en", "a\tb\nc\u0000d\u2028e"),
          alias("Q42", "en", "\u202efdp\u202c"),
          alias("Q42", "en", "x\" || Q1 | P31 | Q5 || \""),
          alias("Q42", "en", "x\\"),
          alias("Q42", "en", "\"\"x\"\""),
          alias("Q42", "en", "\t\n"),
          alias("Q42", "en", "x".repeat(251)),
          alias("Q42", null, "Douglas"),
          alias("Q42", "und", "Douglas"),
          alias("42", "en", "Douglas"),
          proposal(ProposalKind.DESCRIPTION, "Q42", "en", null, List.of()),
          image("Q42", COMMONS + "A_third.jpg", 0.92, "https://example.org/p/3"),
          image("Q42", COMMONS + "d%C3%BCne_am_meer.jpg", 0.95, "https://example.org/p/1?a=\"|"),
          image("Q42", COMMONS + "Another.jpg", 0.93, null),
          image("Q43", "https://example.org/x.jpg", 0.9, null),
          image("Q9", COMMONS + "D%C3%BCne am_meer.jpg", 0.9, "javascript:alert(1)"),
          image(
              "Q1000",
              "https://upload.wikimedia.org/wikipedia/commons/thumb/a/ab/Map_1.svg/9px-Map_1.svg.png",
              0.9,
              null),
          image("C3", COMMONS + "A.jpg", 0.9, null),
          proposal(ProposalKind.NEW_ENTITY, null, "de", "Öko-Dorf \"Süd\"", List.of()),
          proposal(ProposalKind.NEW_ENTITY, null, null, "Nowhere", List.of()));

  private static Proposal alias(String qid, String language, String name) {
    return proposal(ProposalKind.ALIAS, qid, language, name, List.of());
  }

  private static Proposal image(String qid, String address, double confidence, String url) {
    return proposal(
        ProposalKind.IMAGE,
        qid,
        "en",
        address,
        List.of(
            new Evidence("p1", "m", "t", address, confidence, url, true),
            new Evidence("p0", "m", "t", "https://x.org/", 1.0, "https://other.org", true)));
  }

  private static Proposal proposal(
      ProposalKind kind, String qid, String language, String value, List<Evidence> evidence) {
    return new Proposal(kind, qid, "x", value, language, List.of(), 3, 3, 0.9, evidence);
  }

  @Test
  void quickStatements() throws IOException {
    QuickStatements written = new QuickStatements();
    PROPOSALS.forEach(written::add);
    assertThat(written.text()).isEqualTo(Files.readString(GOLDEN.resolve("quickstatements.txt")));
    assertThat(written.text().lines()).containsExactlyElementsOf(written.lines());
    assertThat(written.leftOut())
        .isEqualTo(
            Map.of(
                "unsafe_text", 5L,
                "no_language", 3L,
                "no_qid", 2L,
                "no_value", 1L,
                "further_image", 2L,
                "not_on_commons", 1L));
  }

  @Test
  void depictsStatements() throws IOException {
    DepictsStatements written = new DepictsStatements();
    PROPOSALS.forEach(written::add);
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(written.toJson()))
        .isEqualTo(json.readTree(Files.readString(GOLDEN.resolve("wikibase.json"))));
    assertThat(written.toJson()).endsWith("]\n").doesNotContain("\r");
    assertThat(written.files()).isEqualTo(4);
  }

  @Test
  void withoutProposalsTheFilesAreEmpty() {
    assertThat(new QuickStatements().text()).isEmpty();
    assertThat(new DepictsStatements().toJson().strip()).matches("\\[\\s*]");
  }

  /** Whatever a name is: a line has three columns, and no other line is added. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n-Q42\tP31\tQ5",
        "\r\nCREATE",
        "\"\nQ1\tLen\t\"x",
        "\u0085Q1",
        "\u2029Q1",
        "a /* b */",
        "\"",
        "\"a"
      })
  void noNameAddsACommand(String name) {
    QuickStatements written = new QuickStatements();
    written.add(alias("Q42", "en", name));
    assertThat(written.text()).matches("Q42\tAen\t\"[^\t\n\\p{Cc}\u2028\u2029]+\"\n");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 10, 0.9, --min-posts must be at least 1",
    "3, 0, 0.9, --min-links must be at least 1",
    "3, 10, 1.1, --min-confidence must be from 0 to 1",
    "3, 10, NaN, --min-confidence must be from 0 to 1"
  })
  void rulesAreChecked(int minPosts, int minLinks, double minConfidence, String message) {
    assertThatThrownBy(() -> new ProposalRules(minPosts, minLinks, minConfidence, 3, 10, 0, "", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
