package org.melange.job.propose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.job.SmallWorld;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.propose.ProposalCodec;
import org.melange.spark.propose.ProposalFixture;
import org.melange.testing.LocalSpark;

/** {@code propose} on links tables. */
class ProposeJobTest {

  private static final String HOSTILE = "\"><script>alert(1)</script> | Q1 | P31 | Q5 || \"";

  @TempDir private static Path dir;

  private static String kb;
  private static String table;
  private static Map<String, Object> summary;

  @BeforeAll
  static void propose() {
    kb = ProposalFixture.kb(dir.resolve("kb")).directory();
    ProposalFixture all = ProposalFixture.full();
    for (int i = 1; i <= 3; i++) {
      all.post(
              "<i>" + i,
              HOSTILE + "<b>" + i,
              "{\"lang\":\"en\",\"url\":\"javascript:alert(2)\"}",
              "javascript:alert(" + i + ")")
          .link("<i>" + i, "m1", HOSTILE, "Q30", 0.99);
    }
    table = all.store(dir);
    summary = run(table, "out", "--topics", "2", "--min-links", "4", "--max-evidence", "4");
  }

  private static Map<String, Object> run(String from, String out, String... options) {
    return SmallWorld.run(
            new ProposeJob(),
            Stream.concat(
                    Stream.of("--from", from, "--kb", kb, "--out", dir.resolve(out).toString()),
                    Arrays.stream(options))
                .toArray(String[]::new))
        .values();
  }

  private static String written(String name) throws IOException {
    return Files.readString(dir.resolve("out").resolve(name));
  }

  @Test
  void countsAreInTheLastLine() {
    assertThat(summary)
        .containsEntry("proposals", 11L)
        .containsEntry("images", 6L)
        .containsEntry("aliases", 2L)
        .containsEntry("new_entities", 2L)
        .containsEntry("descriptions", 1L)
        .containsEntry("quickstatements", 4L)
        .containsEntry(
            "not_in_quickstatements",
            Map.of("no_language", 1L, "no_value", 1L, "not_on_commons", 5L, "unsafe_text", 1L))
        .containsEntry("commons_files", 1L)
        .containsEntry("posts_without_content", 0L);
    assertThat(HadoopFiles.manifest(dir.resolve("out").toString(), "proposals").fact("kb_version"))
        .isPresent();
  }

  @Test
  void theTableIsOrderedByKindQidAndValue() {
    List<Row> rows =
        LocalSpark.session()
            .read()
            .parquet(dir.resolve("out/proposals").toString())
            .collectAsList();
    assertThat(rows.get(0).schema().fieldNames())
        .containsExactly(ProposalCodec.SCHEMA.fieldNames());
    assertThat(rows)
        .extracting(row -> row.getAs("kind") + " " + row.getAs("qid"))
        .containsExactly(
            "alias Q1",
            "alias Q30",
            "description Q2",
            "image Q1",
            "image Q1",
            "image Q1",
            "image Q30",
            "image Q30",
            "image Q30",
            "new_entity null",
            "new_entity null");
  }

  @Test
  void quickStatementsHaveWhatWikidataCanTake() throws IOException {
    assertThat(written("quickstatements.txt"))
        .isEqualTo(
            """
            Q1\tAen\t"Tbilissi"
            Q1\tP18\t"Dawn.jpg"\tS854\t"https://example.org/a1"
            CREATE
            LAST\tLen\t"Zork"
            """);
  }

  @Test
  void filesOnCommonsGetStatements() throws IOException {
    assertThat(new ObjectMapper().readTree(written("wikibase.json")).findValuesAsText("title"))
        .containsExactly("File:Dawn.jpg");
  }

  @Test
  void thePageShowsTextsAsTexts() throws IOException {
    Document page = Jsoup.parse(written("proposals.html"));
    assertThat(page.select("script, b, i, img")).isEmpty();
    assertThat(page.select("article")).hasSize(11);
    assertThat(page.select("bdi").eachText()).contains(HOSTILE);
    assertThat(page.select("a[href]").eachAttr("href"))
        .contains("https://example.org/a1", "https://example.org/noon.jpg")
        .allMatch(address -> address.matches("#proposals|https://[a-z.]+/\\S*"));
    assertThat(page.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
        .contains("default-src 'none'")
        .contains("script-src 'none'");
    assertThat(page.text())
        .contains("3 independent posts of 5")
        .contains("mean confidence 96.0 %")
        .contains("does not count");
  }

  @Test
  void linksWithoutConfidencesAreAnError() {
    String uncalibrated =
        new ProposalFixture()
            .post("p", "Tbilisi", "{}")
            .link("p", "m1", "Tbilisi", "Q1", null)
            .store(created("uncalibrated"));
    assertThatThrownBy(() -> run(uncalibrated, "none"))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("has no confidences")
        .hasMessageContaining("jobs/calibrate");
    assertThat(dir.resolve("none")).doesNotExist();
  }

  @Test
  void anEmptyTableGivesNoProposals() throws IOException {
    String empty = new ProposalFixture().store(created("empty"));
    assertThat(run(empty, "nothing")).containsEntry("proposals", 0L);
    assertThat(dir.resolve("nothing/quickstatements.txt")).isEmptyFile();
    assertThat(Jsoup.parse(Files.readString(dir.resolve("nothing/proposals.html"))).text())
        .contains("None.");
  }

  private static Path created(String name) {
    try {
      return Files.createDirectory(dir.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--min-posts, 0, --min-posts must be at least 1",
    "--min-confidence, 2, --min-confidence must be from 0 to 1",
    "--topics, 1, --topics must be 0 or at least 2",
    "--language-field, a'b, --language-field must not contain a quote"
  })
  void wrongOptionsAreErrors(String option, String value, String message) {
    assertThatThrownBy(() -> run(table, "wrong", option, value))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining(message);
  }

  @Test
  void noInputIsReplaced() {
    assertThatThrownBy(() -> run(table, "table/links", "--overwrite"))
        .hasMessageContaining("or contains it");
    assertThatThrownBy(() -> run(table, "kb", "--overwrite")).hasMessageContaining("is an input");
  }
}
