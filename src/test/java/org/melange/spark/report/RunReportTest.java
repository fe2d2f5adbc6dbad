package org.melange.spark.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Settings;
import org.melange.job.SmallWorld;
import org.melange.run.Summary;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.link.Links;
import org.melange.spark.post.Quarantine;
import org.melange.spark.row.Schemas;
import org.melange.testing.LocalSpark;

/** The report of a run, from links on disk. */
class RunReportTest {

  private static final String SCORED =
      "array<struct<qid: string, label: string, score: float, score_text: float,"
          + " score_image: float, score_cross: float, score_name: float>>";
  private static final String LINK =
      "post_id string, mention_id string, mention string, span_start int, span_end int, qid string,"
          + " label string, confidence double, score float, score_text float, score_image float,"
          + " score_cross float, score_name float, margin float, candidates "
          + SCORED
          + ", description string, enrichment_status string, image_status string,"
          + " model_version string, kb_version string, extra string";
  private static final String POST =
      "post_id string, text string, images array<struct<uri: string, bytes: binary>>";
  private static final String HOSTILE = "<script>alert(1)</script>";
  private static final int LINKS = 200;

  @TempDir private static Path dir;
  private static SmallWorld world;
  private static Document page;

  @BeforeAll
  static void write() throws IOException {
    world = SmallWorld.get();
    page = Jsoup.parse(written("once", 1, "report.sample=20"));
  }

  @Test
  void theSampleDoesNotDependOnThePartitioning() throws IOException {
    assertThat(keys(Jsoup.parse(written("again", 7, "report.sample=20"))))
        .hasSize(20)
        .isEqualTo(keys(page));
  }

  @Test
  void anotherSeedDrawsOthers() {
    Dataset<Row> rows =
        LocalSpark.session()
            .range(100)
            .selectExpr(
                "string(id) AS post_id", "'m' AS mention_id", "if(id < 10, 'a', 'b') AS stratum");
    List<Row> drawn = StratifiedDraw.draw(rows, Map.of("a", 4L, "b", 6L), 43);
    assertThat(drawn).hasSize(10);
    assertThat(drawn).filteredOn(row -> row.getAs("stratum").equals("a")).hasSize(4);
    assertThat(StratifiedDraw.draw(rows, Map.of("a", 4L, "b", 6L), 44)).isNotEqualTo(drawn);
    assertThat(StratifiedDraw.draw(rows, Map.of("b", 2L), 43)).hasSize(2);
  }

  @Test
  void whatIsRareIsShown() {
    assertThat(page.select("article[data-kinds~=wrong]")).hasSize(4);
    assertThat(page.select("article[data-kinds~=nil]").size()).isBetween(4, 8);
    assertThat(page.select("article[data-kinds~=doubtful]").size()).isGreaterThanOrEqualTo(4);
    assertThat(page.select("article").eachAttr("data-image")).contains("ok", "none", "truncated");
  }

  @Test
  void headlinesAreThoseOfTheRun() {
    assertThat(page.select(".headlines dt").eachText())
        .containsExactly(
            "Posts", "Mentions", "Linked", "NIL", "Quarantined", "Images used", "Descriptions");
    assertThat(page.select(".headlines .value").eachText())
        .containsExactly("250", "200", "180", "20", "1", "90", "0");
  }

  @Test
  void aLinkHasTextEntityAndPictures() {
    Element link = page.select("article[data-kinds=all]:has(.post img)").first();
    assertThat(link.select("mark").text()).isEqualTo("Georgia");
    assertThat(link.select(".post bdi").first().text())
        .isEqualTo("\ud83d\ude00 " + HOSTILE + " in Georgia");
    assertThat(link.select(".post img").attr("src")).startsWith("data:image/jpeg;base64,");
    assertThat(link.select(".entity strong a").attr("href"))
        .isEqualTo("https://www.wikidata.org/wiki/Q230");
    assertThat(link.select(".entity img").attr("src")).startsWith("data:image/jpeg;base64,");
    assertThat(link.select(".entity p").eachText())
        .contains("country in the South Caucasus, on the Black Sea");
    assertThat(link.select(".candidates li")).hasSize(2);
  }

  @Test
  void anImageThatIsGoneLeavesOutItsThumbnailOnly() {
    Element gone = page.select("article:has(.hint:contains(Post gone-))").first();
    assertThat(gone).isNotNull();
    assertThat(gone.attr("data-image")).isEqualTo("ok");
    assertThat(gone.select(".post img")).isEmpty();
  }

  @Test
  void theQuarantineHasExamples() {
    assertThat(page.select("details:has(pre) summary").text()).isEqualTo("post/malformed: 1");
    assertThat(page.select("pre").text()).isEqualTo("{" + HOSTILE);
    assertThat(page.select("script")).hasSize(1);
  }

  @Test
  void anUntrainedModelIsTheFirstThingSaid() {
    assertThat(page.select(".warning").text()).contains("not trained");
    assertThat(page.select("dl.internals").text()).contains("task_seconds", "exit code");
  }

  @Test
  void noReportIsWrittenWithoutASample() {
    Path file = dir.resolve("none.html");
    assertThat(report(sources("once", "report.sample=0")).write(Summary.empty(), file.toString()))
        .isEmpty();
    assertThat(file).doesNotExist();
  }

  @Test
  void entitiesWithoutImagesAreReadFromTheIndexOnly() throws IOException {
    String kb = dir.resolve("kb").toString();
    String entity =
        "{'qid': 'Q230', 'label': 'Georgia', 'description': 'a country', 'aliases': [],"
            + " 'types': [], 'popularity': 0, 'images': [], 'redirects': []}";
    KnowledgeBase base =
        KnowledgeBase.write(LocalSpark.rows(Schemas.ENTITY.toDDL(), List.of(entity)), kb, Map.of());
    HadoopFiles.delete(kb + "/entities");
    Document plain =
        Jsoup.parse(written(dir.resolve("plain.html"), sources("once", base, "report.sample=20")));
    assertThat(keys(plain)).isEqualTo(keys(page));
    assertThat(plain.select(".entity p").eachText()).contains("a country");
    assertThat(plain.select(".entity img")).isEmpty();
  }

  private static List<String> keys(Document page) {
    return page.select("article .hint:contains(Post)").eachText();
  }

  /** 200 links: 20 NIL, some doubtful, wrong or with unusable images. */
  private static String written(String name, int partitions, String... settings)
      throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < LINKS; i++) {
      rows.add(link(i));
    }
    Path out = dir.resolve(name);
    if (!Files.exists(out)) {
      Links.write(LocalSpark.rows(LINK, rows).repartition(partitions), out.toString(), "run");
      Quarantine.write(
          LocalSpark.rows(
              "stage string, reason string, message string, record string",
              List.of(
                  "{'stage': 'post', 'reason': 'malformed', 'message': 'no', 'record': '{"
                      + HOSTILE
                      + "'}")),
          out.toString());
    }
    return written(dir.resolve(name + ".html"), sources(name, settings));
  }

  private static String written(Path file, LinkSources sources) throws IOException {
    report(sources)
        .write(
            new Summary(
                Map.of(
                    "posts",
                    250L,
                    "quarantined",
                    1L,
                    "model_trained",
                    false,
                    "task_seconds",
                    Map.of("kernel", 1.5))),
            file.toString());
    return Files.readString(file);
  }

  private static RunReport report(LinkSources sources) {
    Dataset<Row> right =
        LocalSpark.rows(
            "post_id string, mention_id string, right_qid string",
            List.of(
                "{'post_id': 'p-1', 'mention_id': 'm', 'right_qid': 'Q1428'}",
                "{'post_id': 'p-3', 'mention_id': 'm', 'right_qid': null}",
                "{'post_id': 'p-5', 'mention_id': 'm', 'right_qid': 'Q1428'}",
                "{'post_id': 'p-7', 'mention_id': 'm', 'right_qid': 'Q1428'}",
                "{'post_id': 'p-9', 'mention_id': 'm', 'right_qid': 'Q230'}"));
    return new RunReport(sources).answers(right);
  }

  private static LinkSources sources(String name, String... settings) {
    return sources(name, KnowledgeBase.open(world.kb()), settings);
  }

  private static LinkSources sources(String name, KnowledgeBase base, String... settings) {
    List<String> posts = new ArrayList<>();
    for (int i = 0; i < LINKS; i++) {
      String image = i % 2 == 0 ? (i % 4 == 0 ? "no-such.png" : "images/kb/Q230.png") : null;
      posts.add(
          json(
              Map.of(
                  "post_id",
                  postId(i),
                  "text",
                  "\ud83d\ude00 " + HOSTILE + " in Georgia",
                  "images",
                  image == null ? List.of() : List.of(Map.of("uri", image)))));
    }
    return new LinkSources(
        dir.resolve(name).toString(),
        LocalSpark.rows(POST, posts),
        base,
        world.sample().toString(),
        Settings.load(java.util.Optional.empty(), List.of(settings)));
  }

  private static String postId(int i) {
    return (i % 4 == 0 ? "gone-" : "p-") + i;
  }

  private static String link(int i) {
    Map<String, Object> link = new HashMap<>();
    link.put("post_id", postId(i));
    link.put("mention_id", "m");
    link.put("mention", "Georgia");
    int start = 2 + HOSTILE.length() + 4;
    link.put("span_start", start);
    link.put("span_end", start + 7);
    boolean nil = i % 10 == 0;
    link.put("qid", nil ? null : "Q230");
    link.put("label", nil ? null : "Georgia");
    link.put("confidence", nil ? 0.1 : i % 10 == 1 ? 0.4 : 0.9);
    link.put("score", 2.0);
    link.put("margin", 0.5);
    link.put("candidates", List.of(candidate("Q230", 2.0), candidate("Q1428", 1.5)));
    link.put("enrichment_status", "off");
    link.put("image_status", i % 2 == 1 ? "none" : i % 20 == 12 ? "truncated" : "ok");
    return json(link);
  }

  private static Map<String, Object> candidate(String qid, double score) {
    return Map.of("qid", qid, "label", "Georgia", "score", score, "score_text", 3 * score);
  }

  private static String json(Object value) {
    try {
      return new ObjectMapper().writeValueAsString(value);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
