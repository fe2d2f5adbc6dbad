package org.melange.job.wikidata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.job.ImportKbJob;
import org.melange.job.SmallWorld;
import org.melange.kb.Entity;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.run.Summary;
import org.melange.spark.kb.EntityCodec;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.testing.LocalSpark;
import org.melange.testing.SqlTables;
import org.melange.testing.WikidataDump;
import org.melange.testing.WikidataEntity;

/** {@code import-kb --from wikidata}, on a dump with every oddity that real ones have. */
class WikidataImportTest {

  private static final long HUMAN = 5;
  private static final long WRITER = 100;
  private static final long POET = 101;
  private static final long NAME_PAGE = 102;
  private static final long DISAMBIGUATION_PAGE = 4167410;

  @TempDir private Path dir;

  private Path dump;
  private Path out;

  @BeforeEach
  void writeDump() {
    dump =
        new WikidataDump()
            .line("{\"type\":\"property\",\"id\":\"P31\",\"labels\":{}}")
            .add(person(1, 12).image("normal", "A b.jpg").image("preferred", "C.png"))
            .add(person(2, 3).label("mul", "Second"))
            .add(new WikidataEntity(3).type(POET).sitelinks(2))
            .add(person(4, 2).revision(7).label("en", "old four"))
            .add(new WikidataEntity(WRITER).parent(HUMAN, POET))
            .add(new WikidataEntity(POET).parent(WRITER))
            .line("{\"type\":\"lexeme\",\"id\":\"L1\"}")
            .add(new WikidataEntity(NAME_PAGE).parent(DISAMBIGUATION_PAGE))
            .add(new WikidataEntity(6).type(NAME_PAGE))
            .add(person(7, 0))
            .line(
                person(8, 1)
                    .jsonWith("labels", "{\"fr\":{\"language\":\"fr\",\"value\":\"huit\"}}"))
            .line("{\"type\":\"item\",\"labels\":[]}")
            .line("{\"type\":\"item\",\"id\":\"Q10\",")
            .line(person(11, 1).jsonWith("claims", "[]"))
            .add(person(4, 2).revision(9).label("en", "new four"))
            .add(person(4, 2).revision(8).label("en", "middle four"))
            .add(person(12, 5))
            .write(dir.resolve("dump.json.gz"), 3_000);
    out = dir.resolve("kb");
  }

  private static WikidataEntity person(long id, int sitelinks) {
    return new WikidataEntity(id).type(HUMAN).sitelinks(sitelinks);
  }

  @Test
  void everyRecordIsAccountedFor() {
    Summary summary =
        run(
            "--in",
            dump.toString(),
            "--types",
            "Q5",
            "--min-sitelinks",
            "1",
            "--languages",
            "en,mul");
    assertThat(summary.values())
        .containsEntry("records", 18L)
        .containsEntry("imported", 5L)
        .containsEntry("older_revision", 2L)
        .containsEntry("excluded_type", 1L)
        .containsEntry("other_type", 4L)
        .containsEntry("few_sitelinks", 1L)
        .containsEntry("no_label", 1L)
        .containsEntry("redirected", 0L)
        .containsEntry("other_entities", 2L)
        .containsEntry("quarantined", 2L)
        .containsEntry(
            "quarantined_by_reason", Map.of("entity/malformed", 1L, "entity/missing_id", 1L));
    Map<String, Entity> entities = entities();
    assertThat(entities).containsOnlyKeys("Q1", "Q2", "Q3", "Q4", "Q12");
    assertThat(entities.get("Q4").label()).isEqualTo("new four");
    assertThat(entities.get("Q3").types()).containsExactly("Q101");
    assertThat(entities.get("Q1").popularity()).isEqualTo(12);
    assertThat(entities.get("Q1").images())
        .containsExactly(
            "https://commons.wikimedia.org/wiki/Special:FilePath/C.png?width=500",
            "https://commons.wikimedia.org/wiki/Special:FilePath/A_b.jpg?width=500");
    assertThat(entities.get("Q2").aliases()).containsExactly("no. 2", "Second");
    assertThat(KnowledgeBase.open(out.toString()).manifest().facts())
        .containsEntry("popularity", "sitelinks")
        .containsEntry("full_popularity", 300)
        .containsEntry("types", List.of("Q5"));
    assertThat(classes())
        .containsExactlyInAnyOrder("Q100[Q5, Q101]", "Q101[Q100]", "Q102[Q4167410]");
  }

  private List<String> classes() {
    return LocalSpark.session()
        .read()
        .parquet(out.resolve("classes").toString())
        .collectAsList()
        .stream()
        .map(row -> row.getString(0) + row.getList(1))
        .toList();
  }

  @Test
  void aSecondImportDoesNotReadTheDump() throws IOException {
    run("--in", dump.toString(), "--languages", "en,de,fr");
    Files.delete(dump);
    Path second = dir.resolve("second");
    Summary summary =
        SmallWorld.run(
            new ImportKbJob(),
            "--from",
            "wikidata",
            "--reuse",
            out.toString(),
            "--languages",
            "fr",
            "--out",
            second.toString());
    assertThat(summary.values()).containsEntry("imported", 1L).containsEntry("records", 18L);
    assertThatThrownBy(
            () ->
                SmallWorld.run(
                    new ImportKbJob(),
                    "--from",
                    "wikidata",
                    "--reuse",
                    out.toString(),
                    "--languages",
                    "es",
                    "--out",
                    second.toString(),
                    "--overwrite"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("[es]");
  }

  @Test
  void aPlanOfASmallDumpIsExactAndWritesNothing() {
    Path plain = WikidataDump.ofItems(40).write(dir.resolve("plain.json.gz"));
    Summary plan = run("--in", plain.toString(), "--plan", "--min-sitelinks", "1");
    assertThat(plan.values())
        .containsEntry("records", 40L)
        .containsEntry("imported", 40L)
        .containsEntry("names", 120L)
        .containsEntry("table_bytes", 40L * 2 * 1_576)
        .containsKeys("kb_bytes", "extract_bytes", "names_bytes");
    assertThat(out.toFile().list()).isNullOrEmpty();
  }

  /** The version is a hash of all entities. */
  @Tag("slow")
  @Test
  void changesGiveWhatTheLaterDumpGives() throws IOException {
    WikidataEntity grown = person(7, 1);
    WikidataEntity renamed = person(2, 3).revision(5_000).label("en", "renamed");
    WikidataEntity noWriter = new WikidataEntity(POET).sitelinks(1);
    run("--in", dump.toString(), "--types", "Q5", "--min-sitelinks", "1");
    String before = out.toString();
    Path changes =
        Files.writeString(
            dir.resolve("changed.jsonl"),
            String.join(
                "\n",
                grown.json(),
                person(2, 3).revision(4_000).label("en", "outdated").json(),
                renamed.json(),
                noWriter.json(),
                "{\"entity\":\"Q12\",\"redirect\":\"Q4\"}",
                "{\"id\":\"Q4\",\"redirect\":\"Q1\"}",
                "{\"id\":\"Q99\",\"deleted\":true}",
                new WikidataEntity(3).type(POET).sitelinks(2).json(),
                "{\"id\":\"x\"}"));
    out = dir.resolve("updated");
    Summary summary = run("--previous", before, "--in", changes.toString());
    assertThat(summary.values())
        .containsEntry("records", 9L)
        .containsEntry("imported", 2L)
        .containsEntry("tombstone", 3L)
        .containsEntry("other_type", 2L)
        .containsEntry("older_revision", 1L)
        .containsEntry("quarantined", 1L)
        .containsEntry("entities_before", 5L)
        .containsEntry("entities_kept", 1L)
        .containsEntry("entities", 3L);
    assertThat(entities().get("Q1").redirects()).containsExactly("Q4", "Q12");

    Path later =
        new WikidataDump()
            .add(person(1, 12).image("normal", "A b.jpg").image("preferred", "C.png"))
            .add(renamed)
            .add(new WikidataEntity(3).type(POET).sitelinks(2))
            .add(new WikidataEntity(WRITER).parent(HUMAN, POET))
            .add(noWriter)
            .add(grown)
            .write(dir.resolve("later.json"));
    Path redirects = Files.writeString(dir.resolve("redirects.csv"), "Q12,Q4\nQ4,Q1\n");
    out = dir.resolve("complete");
    Summary complete =
        run(
            "--in",
            later.toString(),
            "--types",
            "Q5",
            "--min-sitelinks",
            "1",
            "--redirects",
            redirects.toString());
    assertThat(complete.values().get("kb_version")).isEqualTo(summary.values().get("kb_version"));
    assertUsage("options of the earlier", "--previous", before, "--in", "x", "--types", "Q5");
  }

  @Tag("slow")
  @Test
  void redirectsAndPopularityMayComeFromFiles() throws IOException {
    Path views = Files.writeString(dir.resolve("views.tsv"), "Q1\t5000\nQ2\t10\nQ99\t20000\n");
    Path redirects =
        Files.writeString(
            dir.resolve("redirects.csv"),
            "from,to\nQ900,Q901\nQ901,Q1\nQ12,Q2\nQ3,Q77\nQ8,Q9\nQ9,Q8\n");
    Summary summary =
        run(
            "--in", dump.toString(),
            "--redirects", redirects.toString(),
            "--popularity", views.toString(),
            "--exclude-types", "none");
    assertThat(summary.values()).containsEntry("redirected", 1L);
    Map<String, Entity> entities = entities();
    assertThat(entities.get("Q1").redirects()).containsExactly("Q900", "Q901");
    assertThat(entities.get("Q2").redirects()).containsExactly("Q12");
    assertThat(entities).doesNotContainKey("Q12").containsKeys("Q3", "Q6");
    assertThat(entities.get("Q1").popularity()).isEqualTo(5_000);
    assertThat(entities.get("Q3").popularity()).isZero();
    KnowledgeBase kb = KnowledgeBase.open(out.toString());
    assertThat(kb.manifest().facts())
        .containsEntry("full_popularity", 20_000)
        .containsEntry("popularity", views.toString());
    Row name = kb.names(LocalSpark.session()).filter("name = 'item 1'").first();
    assertThat(name.<Double>getAs("weight"))
        .isEqualTo(0.5 + 0.5 * Math.log1p(5_000) / Math.log1p(20_000));
  }

  @Test
  void redirectsMayComeFromTheDumpsOfTables() {
    Path redirects =
        SqlTables.redirects()
            .row("50", "0", "'Q1'", "''", "''")
            .row("51", "0", "'Q900'", "''", "''")
            .write(dir.resolve("redirect.sql.gz"));
    Path pages =
        SqlTables.pages()
            .row("50", "0", "'Q900'", "1")
            .row("51", "0", "'Q12'", "1")
            .write(dir.resolve("page.sql.gz"));
    Summary summary =
        run("--in", dump.toString(), "--redirects", redirects + "," + pages, "--types", "Q5");
    assertThat(summary.values()).containsEntry("redirected", 1L);
    assertThat(entities()).doesNotContainKey("Q12");
    assertThat(entities().get("Q1").redirects()).containsExactly("Q12", "Q900");
    assertUsage("both dumps", "--in", dump.toString(), "--redirects", redirects.toString());
  }

  @Test
  void aLanguageThatNobodyHasLeavesNothing() {
    assertRefused("no_label 11", "--in", dump.toString(), "--languages", "tlh");
  }

  @Test
  void optionsAreCheckedBeforeSparkStarts() {
    assertUsage("--image-width", "--in", "x", "--image-width", "300");
    assertUsage("--types", "--in", "x", "--types", "human");
    assertUsage("--languages", "--in", "x", "--languages", "English!");
    assertUsage("either --in or --reuse");
    assertUsage("either --in or --reuse", "--in", "x", "--reuse", "y");
    assertUsage("--min-sitelinks", "--in", "x", "--min-sitelinks", "-1");
  }

  private void assertUsage(String message, String... args) {
    assertThatThrownBy(() -> run(args))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining(message);
  }

  private void assertRefused(String message, String... args) {
    assertThatThrownBy(() -> run(args))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining(message);
  }

  private Summary run(String... args) {
    List<String> all = new ArrayList<>(List.of("--from", "wikidata", "--out", out.toString()));
    all.addAll(List.of(args));
    return SmallWorld.run(new ImportKbJob(), all.toArray(String[]::new));
  }

  private Map<String, Entity> entities() {
    Map<String, Entity> entities = new TreeMap<>();
    KnowledgeBase.open(out.toString())
        .entities(LocalSpark.session())
        .collectAsList()
        .forEach(row -> entities.put(row.getAs("qid"), EntityCodec.entity(row)));
    return entities;
  }
}
