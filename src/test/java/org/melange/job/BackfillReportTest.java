package org.melange.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.job.cli.Job;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.run.Summary;
import org.melange.testing.LocalSpark;

/** The report of {@code backfill}: its page agrees with its other results. */
class BackfillReportTest {

  private static final String HOSTILE = "\"><script>alert(1)</script><b>{{ page.title }}";

  @TempDir private static Path dir;

  private static Throwable failure;
  private static Document rejected;
  private static Map<String, Long> rejectedKinds;
  private static Summary done;

  @BeforeAll
  static void makeBackfill() throws IOException {
    ImageIO.write(
        new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", dir.resolve("a.png").toFile());
    importKb(
        "before",
        entity("Q1", HOSTILE, "town " + HOSTILE, List.of("Zork"), List.of()),
        entity("Q2", "Tbilisi", "capital", List.of(), List.of()),
        entity("Q3", "Batumi", "city by the sea", List.of(), List.of()));
    // Zork is the name of another entity, Q2 is part of Q5, Q3 is removed, and Q7 is new
    importKb(
        "after",
        entity("Q1", HOSTILE, "town " + HOSTILE, List.of(), List.of()),
        entity("Q4", "not " + HOSTILE, "river " + HOSTILE, List.of("Zork"), List.of()),
        entity("Q5", "Tbilisi", "capital", List.of(), List.of("Q2")),
        entity("Q7", "Kutaisi", "city in the west", List.of(), List.of()));
    Files.write(
        dir.resolve("posts.jsonl"),
        List.of(
            post("p1", "Zork " + HOSTILE, "Zork", "a.png"),
            post("p2", "by Zork", "Zork", "javascript:alert(2)"),
            post("p3", "Tbilisi at night", "Tbilisi", null),
            post("p4", "Batumi at noon", "Batumi", null),
            post("p5", "to Batumi by sea", null, null),
            post("p6", "Kutaisi at dawn", "Kutaisi", null),
            post("p7", "to Kutaisi", null, null)));
    run(
        new AnnotateJob(),
        List.of(),
        "--into",
        at("links"),
        "--kb",
        at("before"),
        "--posts",
        at("posts.jsonl"));
    failure =
        catchThrowable(
            () -> backfill("links", "report", "backfill.max-churn=0.5", "report.sample=3"));
    rejected = page("report");
    rejectedKinds = counts(changes("report"), col("kind"));
    // a directory without a manifest is used again
    done = backfill("links", "report", "backfill.max-churn=1");
  }

  private static void importKb(String name, String... entities) throws IOException {
    Path lines = Files.write(dir.resolve(name + ".jsonl"), Arrays.asList(entities));
    run(
        new ImportKbJob(),
        List.of(),
        "--from",
        "jsonl",
        "--in",
        lines.toString(),
        "--out",
        at(name));
  }

  private static String entity(
      String qid, String label, String description, List<String> aliases, List<String> redirects) {
    return json(
        Map.of(
            "qid", qid,
            "label", label,
            "description", description,
            "aliases", aliases,
            "redirects", redirects));
  }

  private static String post(String id, String text, String mention, String image) {
    Map<String, Object> post = new TreeMap<>(Map.of("post_id", id, "text", text));
    if (mention != null) {
      post.put("mentions", List.of(Map.of("text", mention)));
    }
    if (image != null) {
      post.put("images", List.of(image));
    }
    return json(post);
  }

  private static String json(Map<String, Object> value) {
    try {
      return new ObjectMapper().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Summary backfill(String table, String out, String... settings) {
    return run(
        new BackfillJob(),
        List.of(settings),
        "--into",
        at(table),
        "--kb",
        at("after"),
        "--previous",
        at("before"),
        "--out",
        at(out));
  }

  private static Summary run(Job job, List<String> settings, String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run.partitions=2",
                "run.buckets=2",
                "link.min-confidence=0",
                "posts.images-root=" + dir));
    all.addAll(settings);
    return SmallWorld.run(all, job, options);
  }

  private static String at(String name) {
    return dir.resolve(name).toString();
  }

  private static Document page(String out) throws IOException {
    return Jsoup.parse(Files.readString(dir.resolve(out).resolve("report.html")));
  }

  private static Dataset<Row> changes(String out) {
    return LocalSpark.session().read().parquet(at(out + "/changes"));
  }

  private static String headline(Document page, String label) {
    return page.select(".headlines > div").stream()
        .filter(div -> div.select("dt").text().equals(label))
        .map(div -> div.select(".value, .share").text())
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, Long> bars(Document page, String title) {
    Map<String, Long> counts = new TreeMap<>();
    for (Element row : page.select("table:has(caption:contains(" + title + ")) tbody tr")) {
      counts.put(row.select("code").text(), Long.parseLong(row.select(".number").text()));
    }
    return counts;
  }

  private static Map<String, Long> counts(Dataset<Row> rows, Column value) {
    Map<String, Long> counts = new TreeMap<>();
    rows.select(value.as("value"))
        .groupBy("value")
        .count()
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    return counts;
  }

  @Test
  void itsCountsAreThoseOfTheLastLineAndOfTheTable() throws IOException {
    Document page = page("report");
    Map<String, Long> kinds =
        Map.of("relinked", 2L, "merged", 1L, "unlinked", 1L, "gone", 1L, "linked", 1L, "new", 1L);
    assertThat(done.values().get("changes")).isEqualTo(new TreeMap<>(kinds));
    assertThat(bars(page, "by kind")).isEqualTo(kinds);
    assertThat(counts(changes("report"), col("kind"))).isEqualTo(kinds);
    assertThat(bars(page, "by cause"))
        .isEqualTo(done.values().get("causes"))
        .isEqualTo(counts(changes("report"), explode(col("causes"))))
        .containsKeys("entity added", "entity merged", "entity removed");
    assertThat(done.values()).containsEntry("links", 6L).containsEntry("churn", 1.0);
    assertThat(headline(page, "Published")).isEqualTo("yes");
    assertThat(headline(page, "Links")).isEqualTo("6");
    assertThat(headline(page, "Compared posts")).isEqualTo("7");
    assertThat(headline(page, "Made again"))
        .isEqualTo(
            String.valueOf(
                (long) done.values().get("mentions_relinked")
                    + (long) done.values().get("mentions_new")));
    assertThat(headline(page, "Changed links")).isEqualTo("7");
    assertThat(headline(page, "Changed decisions")).isEqualTo("6 100.0 %");
    assertThat(headline(page, "Verified")).isEqualTo(String.valueOf(done.values().get("verified")));
    assertThat(page.select(".warning")).isEmpty();
    assertThat(page.select("header").text())
        .contains("version " + done.values().get("table_version"));
    assertThat(done.values().get("report")).isEqualTo(at("report/report.html"));
  }

  @Test
  void entitiesHaveTheirDescriptions() throws IOException {
    Document page = page("report");
    assertThat(page.select("section:has(#relinked) tbody tr").eachText())
        .containsExactly(
            HOSTILE + " Q1 town " + HOSTILE + " not " + HOSTILE + " Q4 river " + HOSTILE + " 2");
    assertThat(page.select("section:has(#merged) tbody tr").eachText())
        .containsExactly("Tbilisi Q2 capital Tbilisi Q5 capital 1");
    Element removed = page.select("section:has(#removed)").first();
    assertThat(removed.text()).contains("redirect: 1. Changed links to them: 2.");
    assertThat(removed.select("tbody tr").eachText())
        .containsExactly("Batumi Q3 city by the sea 0 relinked, 1 unlinked, 1 gone 2");
  }

  @Test
  void theSampleShowsPostsAndNothingOfThemBecomesMarkup() throws IOException {
    Document page = page("report");
    assertThat(page.select("script, b, i")).isEmpty();
    assertThat(page.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
        .contains("default-src 'none'")
        .contains("script-src 'none'");
    assertThat(page.select("a[href]").eachAttr("href"))
        .allMatch(address -> address.matches("#links|https://www\\.wikidata\\.org/wiki/Q\\d"));
    assertThat(page.select("img").eachAttr("src"))
        .hasSize(1)
        .allMatch(address -> address.startsWith("data:image/jpeg;base64,"));
    assertThat(page.select("article strong code").eachText())
        .containsExactly("relinked", "relinked", "linked", "unlinked", "new", "gone", "merged");
    Element pictured = page.select("article:has(img)").first();
    assertThat(pictured.select("mark").text()).isEqualTo("Zork");
    assertThat(pictured.select(".post bdi").first().text()).isEqualTo("Zork " + HOSTILE);
    Element gone = page.select("article:contains(p5)").first();
    assertThat(gone.select("bdi").first().text()).isEqualTo("to Batumi by sea");
    assertThat(gone.select(".entity > div").eachText())
        .satisfiesExactly(
            before -> assertThat(before).contains("Batumi Q3 city by the sea", "Score"),
            after -> assertThat(after).isEqualTo("Now No such mention"));
    assertThat(page.select("article:contains(p3)").text()).contains("Causes: entity", "Q2");
  }

  @Test
  void aFailedCheckLeavesAPage() {
    assertThat(failure)
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.REJECTED));
    assertThat(headline(rejected, "Published")).isEqualTo("no");
    assertThat(headline(rejected, "Changed decisions")).isEqualTo("6 100.0 %");
    assertThat(rejected.select(".warning").text())
        .contains("Nothing was published: the decisions of 100.00 % of the links change");
    assertThat(rejected.select("header").text())
        .contains("still at version " + done.values().get("table_version_before"));
    assertThat(bars(rejected, "by kind")).isEqualTo(rejectedKinds).hasSize(6);
    assertThat(rejected.select("article strong code").eachText())
        .hasSize(3)
        .doesNotHaveDuplicates();
    assertThat(done.values()).containsEntry("resumed", true);
  }

  @Test
  void aTableThatIsUpToDateHasAPageWithoutChanges() throws IOException {
    Summary again = backfill("links", "again");
    Document page = page("again");
    assertThat(changes("again").count()).isZero();
    assertThat(changes("again").columns()).isEqualTo(changes("report").columns());
    assertThat(page.text()).contains("Nothing was to be done", "None.", "0 of 0 changed links");
    assertThat(headline(page, "Links")).isEqualTo("6");
    assertThat(headline(page, "Changed decisions")).isEqualTo("0 0.0 %");
    assertThat(page.select("article, .warning")).isEmpty();
    assertThat(again.values()).containsKey("report");
    assertThat(backfill("links", "none", "report.sample=0").values()).doesNotContainKey("report");
    assertThat(dir.resolve("none/report.html")).doesNotExist();
  }
}
