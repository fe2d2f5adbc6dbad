package org.melange.job.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Settings;
import org.melange.job.SmallWorld;
import org.melange.label.Csv;
import org.melange.label.LabelFile;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.Summary;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.link.Links;
import org.melange.spark.post.DataSet;
import org.melange.spark.post.PostSource;
import org.melange.testing.LocalSpark;

/** Links are drawn, judged, and read back as a data set. */
class LabelJobTest {

  private static final String SCORED =
      "array<struct<qid: string, label: string, score: float, score_text: float,"
          + " score_image: float, score_cross: float, score_name: float>>";
  private static final String LINK =
      "post_id string, mention_id string, mention string, span_start int, span_end int, qid string,"
          + " label string, confidence double, score float, score_text float, score_image float,"
          + " score_cross float, score_name float, margin float, candidates "
          + SCORED
          + ", image_status string, model_version string, kb_version string, extra string";
  private static final int POSTS = 12;

  @TempDir private static Path dir;
  private static List<Csv.Line> drawn;
  private static Summary draw;

  @BeforeAll
  static void link() throws IOException {
    SmallWorld world = SmallWorld.get();
    List<String> posts = new ArrayList<>();
    List<String> links = new ArrayList<>();
    for (int i = 0; i < POSTS; i++) {
      String image = i % 3 == 0 ? ", \"images\": [\"images/kb/Q230.png\"]" : "";
      posts.add(
          "{\"post_id\": \"=p" + i + "\", \"text\": \"Post " + i + ", Georgia\"" + image + "}");
      boolean nil = i % 4 == 3;
      links.add(
          ("{'post_id': '=p%s', 'mention_id': 'm', 'mention': 'Georgia', 'qid': %s, 'label': %s,"
                  + " 'confidence': %s, 'image_status': '%s',"
                  + " 'candidates': [{'qid': 'Q230', 'label': 'Georgia', 'score': 1.5}]}")
              .formatted(
                  String.valueOf(i),
                  nil ? "null" : "'Q230'",
                  nil ? "null" : "'Georgia'",
                  nil ? "0.2" : "0.9",
                  i % 3 == 0 ? "ok" : "none"));
    }
    Files.write(dir.resolve("posts.jsonl"), posts);
    String out = dir("links");
    Links.write(LocalSpark.rows(LINK, links), out, "run-7");
    OutputDirectory.finish(
        out,
        new Manifest(
            "links",
            "run-7",
            Map.of(
                "posts_path", dir("posts.jsonl"),
                "posts_format", "jsonl",
                "images_root", world.sample().toString(),
                "kb_path", world.kb(),
                "kb_version", KnowledgeBase.open(world.kb()).version())));
    draw = run("--from", out, "--out", dir("drawn.csv"), "--size", "8");
    drawn = Csv.parse(Files.readString(dir.resolve("drawn.csv")));
  }

  @Test
  void everyStratumIsDrawnWithItsWeight() {
    assertThat(drawn.get(0).cells()).isEqualTo(LabelFile.COLUMNS);
    assertThat(drawn).hasSize(9);
    assertThat(draw.values()).containsEntry("links", 8L).containsEntry("page", dir("drawn.html"));
    assertThat(drawn.stream().skip(1).map(line -> line.cells().get(10)).distinct())
        .containsExactlyInAnyOrder(
            "nil/one/ok", "nil/one/none", "0.8-0.95/one/ok", "0.8-0.95/one/none");
    assertThat(
            drawn.stream()
                .skip(1)
                .mapToDouble(line -> Double.parseDouble(line.cells().get(11)))
                .sum())
        .isEqualTo(POSTS);
  }

  @Test
  void thePageHasTheLinesOfTheFile() throws IOException {
    Document page = Jsoup.parse(Files.readString(dir.resolve("drawn.html")));
    List<String> lines = Files.readString(dir.resolve("drawn.csv")).lines().toList();
    assertThat(page.select("main").attr("data-header")).isEqualTo(lines.get(0));
    assertThat(page.select("article").eachAttr("data-record"))
        .isEqualTo(lines.subList(1, lines.size()));
    assertThat(lines.get(1)).startsWith("'=p");
    assertThat(page.select("article .post img")).isNotEmpty();
  }

  @Test
  void aFileThatMayHaveAnswersIsNotReplaced() {
    assertThatThrownBy(() -> run("--from", dir("links"), "--out", dir("drawn.csv")))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("drawn.csv exists");
  }

  @Test
  void answersBecomeADataSetAndAnEstimate() throws IOException {
    write("answers.csv", line -> isNil(line) ? "Q1428" : "right");
    Summary summary =
        run("--from", dir("links"), "--out", dir("data"), "--answers", dir("answers.csv"));
    assertThat(summary.values()).containsEntry("answers", 8L).containsEntry("nil", 0L);
    assertThat((Double) summary.values().get("accuracy")).isEqualTo(0.75);
    assertThat((Double) summary.values().get("accuracy_low")).isLessThan(0.75);
    assertThat((Long) summary.values().get("train") + (Long) summary.values().get("dev"))
        .isEqualTo(8L);
    DataSet data = new DataSet(dir("data"));
    int read = 0;
    for (String split : List.of("train", "dev")) {
      if (data.has(split)) {
        try (PostSource posts = data.read(LocalSpark.session(), split, Settings.defaults(), 2)) {
          for (Row post : DataSet.withGold(posts.posts()).collectAsList()) {
            read++;
            assertThat(post.<String>getAs("text")).matches("Post \\d+, Georgia");
            assertThat(post.<String>getAs("gold_qid")).isIn("Q230", "Q1428");
            for (Object image : post.getList(post.fieldIndex("images"))) {
              assertThat(dir.resolve("data").resolve(((Row) image).<String>getAs("uri")))
                  .isRegularFile();
            }
          }
        }
      }
    }
    assertThat(read).isEqualTo(8);
    assertThat(Files.readString(dir.resolve("data/qid2id.json")))
        .isEqualTo("{\"Q1428\":0,\"Q230\":1}\n");
  }

  @Test
  void answersOnOtherLinksAreRefused() throws IOException {
    write("other.csv", line -> "right");
    Path file = dir.resolve("other.csv");
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.set(1, lines.get(1).replace("run-7", "run-6"));
    lines.set(3, lines.get(3).replaceFirst("'=p", "p"));
    Files.write(file, lines);
    assertThatThrownBy(
            () -> run("--from", dir("links"), "--out", dir("none"), "--answers", file.toString()))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("line 2: mention m of post =p")
        .hasMessageContaining("was labeled in run run-6, not run-7")
        .hasMessageContaining("line 4: mention m of post p")
        .hasMessageContaining("is not in " + dir("links"));
    assertThat(dir.resolve("none/manifest.json")).doesNotExist();
  }

  private static boolean isNil(Csv.Line line) {
    return line.cells().get(4).isEmpty();
  }

  private static void write(String name, java.util.function.Function<Csv.Line, String> answer)
      throws IOException {
    List<String> lines = new ArrayList<>(List.of(LabelFile.header()));
    for (Csv.Line line : drawn.subList(1, drawn.size())) {
      List<String> cells = new ArrayList<>(line.cells());
      cells.set(cells.size() - 1, answer.apply(line));
      lines.add(Csv.line(cells));
    }
    Files.write(dir.resolve(name), lines);
  }

  private static Summary run(String... args) {
    return SmallWorld.run(new LabelJob(), args);
  }

  private static String dir(String name) {
    return dir.resolve(name).toString();
  }
}
