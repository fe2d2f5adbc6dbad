package org.melange.job.propose;

import static org.apache.spark.sql.functions.rand;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.melange.spark.propose.ProposalFixture.COMMONS;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.job.SmallWorld;
import org.melange.propose.Evidence;
import org.melange.propose.Proposal;
import org.melange.propose.ProposalKind;
import org.melange.propose.ProposalRules;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.propose.ProposalCodec;
import org.melange.spark.propose.ProposalFinder;
import org.melange.spark.propose.ProposalFixture;
import org.melange.testing.LocalSpark;

/** {@code propose} on links tables. */
class ProposeJobTest {

  private static final String HOSTILE = "\"><script>alert(1)</script> | Q1 | P31 | Q5 || \"";

  @TempDir private static Path dir;

  /** Those of the options below. */
  private static final ProposalRules RULES = new ProposalRules(3, 4, 0.9, 2, 4, 2, "", 43);

  private static final String[] OPTIONS = {
    "--min-links", "4", "--max-images", "2", "--max-evidence", "4", "--topics", "2"
  };

  private static KnowledgeBase base;
  private static ProposalFixture all;
  private static String table;
  private static Map<String, Object> summary;
  private static List<Proposal> proposals;

  @BeforeAll
  static void propose() {
    base = ProposalFixture.kb(dir.resolve("kb"));
    all = ProposalFixture.full();
    for (int i = 1; i <= 3; i++) {
      all.post(
              "<i>" + i,
              HOSTILE + "<b>" + i,
              "{\"lang\":\"en\",\"url\":\"javascript:alert(2)\"}",
              "javascript:alert(" + i + ")",
              "data:image/png;base64,AAA" + i,
              "https://example.org/\"><script>" + i)
          .link("<i>" + i, "m1", HOSTILE, "Q30", 0.99);
    }
    table = all.store(dir);
    summary = run(table, "out", OPTIONS);
    proposals = rows().stream().map(ProposalCodec::proposal).toList();
  }

  private static Map<String, Object> run(String from, String out, String... options) {
    return SmallWorld.run(
            new ProposeJob(),
            Stream.concat(
                    Stream.of(
                        "--from",
                        from,
                        "--kb",
                        base.directory(),
                        "--out",
                        dir.resolve(out).toString()),
                    Arrays.stream(options))
                .toArray(String[]::new))
        .values();
  }

  private static List<Row> rows() {
    return LocalSpark.session().read().parquet(dir + "/out/proposals").collectAsList();
  }

  private static String written(String name) throws IOException {
    return Files.readString(dir.resolve("out").resolve(name));
  }

  private static List<Proposal> found(Dataset<Row> links, Dataset<Row> posts, ProposalRules rules) {
    try (ProposalFinder finder = new ProposalFinder(links, posts, base, rules)) {
      return finder.proposals().collectAsList().stream().map(ProposalCodec::proposal).toList();
    }
  }

  /** Without those of hostile posts. */
  private static List<Proposal> of(ProposalKind kind) {
    return proposals.stream()
        .filter(proposal -> proposal.kind() == kind && !"Q30".equals(proposal.qid()))
        .toList();
  }

  private static List<String> posts(Proposal proposal) {
    return proposal.evidence().stream().map(Evidence::postId).toList();
  }

  @Test
  void imagesOfAnEntityThatHasNone() {
    List<Proposal> images = of(ProposalKind.IMAGE);
    assertThat(images)
        .extracting(Proposal::qid, Proposal::value, Proposal::posts, Proposal::postsTotal)
        .containsExactly(
            tuple("Q1", COMMONS + "Dawn.jpg", 3L, 5L),
            tuple("Q1", "https://example.org/noon.jpg", 3L, 5L));
    assertThat(images.get(0).confidence()).isEqualTo(0.96);
    assertThat(images.get(0).label()).isEqualTo("Tbilisi");
    assertThat(posts(images.get(0))).containsExactly("a1", "a2", "a3", "a4");
    assertThat(posts(images.get(1))).containsExactly("a2", "a1", "a3", "a4");
    assertThat(images.get(0).evidence())
        .extracting(Evidence::independent)
        .containsExactly(true, true, true, false);
    assertThat(images.get(0).evidence().get(0))
        .isEqualTo(
            new Evidence(
                "a1",
                "m1",
                "⟦Tbilisi⟧ at dawn",
                COMMONS + "Dawn.jpg",
                0.99,
                "https://example.org/a1",
                true));
    assertThat(images.get(0).evidence().get(2).mentionId()).isEqualTo("m1");
  }

  @Test
  void namesThatAnEntityDoesNotHave() {
    assertThat(of(ProposalKind.ALIAS))
        .singleElement()
        .satisfies(
            alias -> {
              assertThat(alias.qid()).isEqualTo("Q1");
              assertThat(alias.value()).isEqualTo("Tbilissi");
              assertThat(alias.language()).isEqualTo("en");
              assertThat(alias.languages()).containsExactly("de", "en");
              assertThat(alias.posts()).isEqualTo(3);
              assertThat(alias.postsTotal()).isEqualTo(4);
              assertThat(alias.confidence()).isEqualTo(0.97);
              assertThat(posts(alias)).containsExactly("b2", "b1", "b3", "b4");
            });
  }

  @Test
  void nilMentionsOfOneNameAreGroupedByTheirTexts() {
    assertThat(of(ProposalKind.NEW_ENTITY))
        .extracting(Proposal::qid, Proposal::value, Proposal::language, Proposal::confidence)
        .containsExactly(tuple(null, "Zork", "en", null), tuple(null, "zork", null, null));
    assertThat(of(ProposalKind.NEW_ENTITY))
        .extracting(ProposeJobTest::posts)
        .containsExactly(List.of("f1", "f2", "f3"), List.of("g1", "g2", "g3"));
  }

  @Test
  void entitiesWithoutADescription() {
    assertThat(of(ProposalKind.DESCRIPTION))
        .singleElement()
        .satisfies(
            missing -> {
              assertThat(missing.qid()).isEqualTo("Q2");
              assertThat(missing.value()).isNull();
              assertThat(missing.posts()).isEqualTo(4);
              assertThat(missing.confidence()).isEqualTo(0.925);
              assertThat(posts(missing)).containsExactly("d4", "d3", "d2", "d1");
            });
  }

  @Test
  void lowerThresholdsGiveMore() {
    ProposalRules lax = new ProposalRules(2, 4, 0.89, 9, 9, 2, "none", 43);
    List<Proposal> more = found(all.links(), all.posts(), lax);
    assertThat(more)
        .filteredOn(proposal -> proposal.kind() == ProposalKind.IMAGE)
        .extracting(Proposal::qid)
        .containsExactly("Q1", "Q1", "Q1", "Q1", "Q30", "Q30", "Q30", "Q30", "Q30");
    assertThat(more)
        .filteredOn(proposal -> "Blip".equals(proposal.value()))
        .extracting(Proposal::posts)
        .containsExactly(2L);
    assertThat(more).allSatisfy(proposal -> assertThat(proposal.languages()).isEmpty());
  }

  @Test
  void partitionsAndOrderDoNotMatter() {
    assertThat(
            found(
                all.links().orderBy(rand(1)).repartition(5),
                all.posts().repartition(4).orderBy(rand(2)),
                RULES))
        .isEqualTo(proposals);
  }

  @Test
  void countsAreInTheLastLine() {
    assertThat(summary)
        .containsEntry("proposals", 9L)
        .containsEntry("images", 4L)
        .containsEntry("aliases", 2L)
        .containsEntry("new_entities", 2L)
        .containsEntry("descriptions", 1L)
        .containsEntry("quickstatements", 4L)
        .containsEntry(
            "not_in_quickstatements",
            Map.of("no_language", 1L, "no_value", 1L, "not_on_commons", 3L, "unsafe_text", 1L))
        .containsEntry("commons_files", 1L)
        .containsEntry("posts_without_content", 1L);
    assertThat(HadoopFiles.manifest(dir.resolve("out").toString(), "proposals").fact("kb_version"))
        .isPresent();
  }

  @Test
  void theTableIsOrderedByKindQidAndValue() {
    List<Row> rows = rows();
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
    assertThat(page.select("article")).hasSize(9);
    assertThat(page.select("bdi").eachText()).contains(HOSTILE);
    assertThat(page.select("a[href]").eachAttr("href"))
        .contains("https://example.org/a1", "https://example.org/noon.jpg")
        .allMatch(address -> address.matches("#proposals|https://[a-z.]+/\\S*"));
    assertThat(page.select("a[href]").eachAttr("href"))
        .contains("https://example.org/%22%3E%3Cscript%3E1");
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
