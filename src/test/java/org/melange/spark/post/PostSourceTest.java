package org.melange.spark.post;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.QuarantineSettings;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.spark.kb.EntitySource;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.row.PostCodec;
import org.melange.spark.row.Schemas;
import org.melange.testing.LocalSpark;

/** Posts from files of every format: all of them, once each, as post or as rejection. */
class PostSourceTest {

  private static final int MAX = 10_000;

  @TempDir private Path dir;
  private Path in;

  @BeforeEach
  void makeDirectory() throws IOException {
    in = Files.createDirectory(dir.resolve("in put"));
  }

  @Test
  void linesBecomePostsWithAllTheirFields() throws IOException {
    write(
        "a.jsonl",
        """
        {"post_id": 7, "text": "Hill in Paris", "mentions": [{"text": "Hill", "start": 0, "end": 4}, {"text": "Paris", "mention_id": "m"}],
        """
                .strip()
            + " \"images\": [\"x.png\", {\"bytes\": \"AQI=\"}], \"lang\": \"en\", \"n\": 1}\n"
            + "\n   \n{\"post_id\": \"b\", \"text\": \"\"}\r\n");
    Outcome outcome = read(PostFormat.JSONL, in);
    assertThat(outcome.rejections).isEmpty();
    assertThat(outcome.posts.keySet()).containsExactly("7", "b");
    Row post = outcome.posts.get("7");
    assertThat(PostCodec.list(post, "mentions"))
        .extracting(row -> row.mkString("|"))
        .containsExactly("0|Hill|0|4", "m|Paris|null|null");
    List<Row> images = PostCodec.list(post, "images");
    assertThat(images.get(0).<String>getAs("uri")).isEqualTo("x.png");
    assertThat(images.get(1).<byte[]>getAs("bytes")).containsExactly(1, 2);
    assertThat(post.<String>getAs("extra")).isEqualTo("{\"lang\":\"en\",\"n\":1}");
    assertThat(PostCodec.list(outcome.posts.get("b"), "mentions")).isNull();
  }

  @Test
  void filesOfDirectoriesGlobsAndArchivesAreRead() throws IOException {
    write("a.jsonl", line("a"));
    Files.createDirectories(in.resolve("date=1/x"));
    write("date=1/x/b.jsonl", line("b"));
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(in.resolve("c.jsonl.gz")))) {
      out.write(line("c").getBytes(StandardCharsets.UTF_8));
    }
    write("_SUCCESS", "no post");
    write(".hidden", "no post");
    write("date=1/x/17.png", "no post");
    assertThat(read(PostFormat.JSONL, in).rejections).isEmpty();
    assertThat(read(PostFormat.JSONL, in).posts.keySet()).containsExactly("a", "b", "c");
    assertThat(read(PostFormat.JSONL, in.resolve("*")).posts.keySet())
        .containsExactly("a", "b", "c");
    assertThat(read(PostFormat.JSONL, in.resolve("*.jsonl")).posts.keySet()).containsExactly("a");
    assertThat(read(PostFormat.JSONL, in.resolve("c.jsonl.gz")).posts.keySet())
        .containsExactly("c");
  }

  @Test
  void directoriesOfJsonLinesAreColumns() throws IOException {
    Files.createDirectories(in.resolve("date=2026-11-29/lang=no"));
    write(
        "date=2026-11-29/lang=no/a.jsonl",
        line("a") + "\n{\"post_id\":\"b\",\"text\":\"\",\"lang\":\"en\"}");
    for (Path path : List.of(in, in.resolve("date=*"), in.resolve("date=2026-11-29"))) {
      Outcome outcome = read(PostFormat.JSONL, path);
      assertThat(outcome.posts.get("a").<String>getAs("extra"))
          .isEqualTo("{\"date\":\"2026-11-29\",\"lang\":\"no\"}");
      assertThat(outcome.posts.get("b").<String>getAs("extra"))
          .contains("\"lang\":\"en\"", "\"date\":\"2026-11-29\"");
    }
  }

  @Test
  void findsMentionsOnceAndRejectsThoseBeyondTheLimit() throws IOException {
    write(
        "a.jsonl",
        "{\"post_id\":\"a\",\"text\":\"Oslo, Oslo and Oslo\"}\n"
            + "{\"post_id\":\"b\",\"text\":\"Oslo\",\"mentions\":[{\"text\":\"Bergen\"}]}\n"
            + "{\"post_id\":\"b\",\"text\":\"Oslo\"}\n{}");
    String kb = kb("{\"qid\":\"Q1\",\"label\":\"Oslo\"}");
    MentionExtractor extractor = new MentionExtractor().setKb(kb).setMaxPerPost(2);
    try (PostSource source =
        PostSource.read(
            LocalSpark.session(),
            new PostInput(PostFormat.JSONL, in.toString(), MAX, 2),
            extractor)) {
      assertThat(source.posts().columns())
          .containsExactly("post_id", "text", "mentions", "images", "extra");
      Map<String, List<String>> mentions =
          source.posts().collectAsList().stream()
              .collect(
                  Collectors.toMap(
                      row -> row.getAs("post_id"),
                      row ->
                          PostCodec.list(row, "mentions").stream()
                              .map(mention -> mention.<String>getAs("text"))
                              .toList()));
      assertThat(mentions.get("a")).containsExactly("Oslo", "Oslo", "Oslo");
      assertThat(mentions.get("b")).hasSize(1);
      assertThat(Quarantine.counts(source.rejections()))
          .isEqualTo(
              Map.of(
                  "post/duplicate_id", 1L, "post/missing_id", 1L, "mention/too_many_mentions", 1L));
    }
  }

  private String kb(String entity) throws IOException {
    Path file = Files.writeString(dir.resolve("kb.jsonl"), entity);
    try (EntitySource source =
        EntitySource.read(
            LocalSpark.session(),
            List.of(new EntitySource.Input(EntitySource.Format.JSONL, file.toString())))) {
      return KnowledgeBase.write(source.entities(), dir.resolve("kb").toString(), Map.of())
          .directory();
    }
  }

  @Test
  void aMissingInputIsAUserError() {
    for (PostFormat format : PostFormat.values()) {
      assertRefused(format, dir.resolve("absent"), "absent does not exist");
      assertRefused(format, dir.resolve("absent*.x"), "absent*.x does not exist");
      assertRefused(format, in, "contains no files");
    }
  }

  @Test
  void anInputWithoutRecordsIsAUserError() throws IOException {
    write("a.jsonl", "\n  \n");
    write("m.json", "[]");
    assertRefused(PostFormat.JSONL, in.resolve("a.jsonl"), "a.jsonl holds no posts");
    assertRefused(PostFormat.MIMIC, in.resolve("m.json"), "m.json holds no posts");
    write("b.jsonl", line("b"));
    assertThat(read(PostFormat.JSONL, in.resolve("*.jsonl")).posts.keySet()).containsExactly("b");
  }

  @Test
  void everyRecordIsInExactlyOneOfPostsAndRejections() throws IOException {
    Random random = new Random(5);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      lines.add(junk(random, i));
    }
    write("a.jsonl", String.join("\n", lines.subList(0, 150)));
    write("b.jsonl", String.join("\n", lines.subList(150, 400)));
    Outcome outcome = read(PostFormat.JSONL, in);
    long ofPosts = outcome.rejections.stream().filter(r -> r.getAs("stage").equals("post")).count();
    assertThat(outcome.posts.size() + ofPosts).isEqualTo(400);
    assertThat(outcome.reasons().keySet())
        .contains(
            "post/malformed",
            "post/missing_id",
            "post/missing_field",
            "post/wrong_type",
            "post/duplicate_id",
            "post/too_large",
            "mention/span_outside_text");
    assertThat(outcome.rejections).allMatch(row -> !row.<String>getAs("message").isEmpty());
    assertThat(Quarantine.write(outcome.rows, dir.resolve("out").toString(), "run"))
        .isEqualTo(outcome.reasons());
  }

  @Test
  void theSameOneOfConflictingRecordsIsKeptInEveryOrder() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int id = 0; id < 10; id++) {
      for (int copy = 0; copy < 4; copy++) {
        lines.add(
            String.format(
                Locale.ROOT, "{\"post_id\": \"p%d\", \"text\": \"%d\"}", id, copy / 2 * 7 + id));
      }
    }
    Map<String, String> kept = null;
    for (int seed = 0; seed < 3; seed++) {
      Collections.shuffle(lines, new Random(seed));
      Path folder = Files.createDirectory(dir.resolve("shuffle" + seed));
      for (int part = 0; part <= seed; part++) {
        int from = part * lines.size() / (seed + 1);
        int to = (part + 1) * lines.size() / (seed + 1);
        Files.writeString(
            folder.resolve(part + ".jsonl"), String.join("\n", lines.subList(from, to)));
      }
      Outcome outcome = read(PostFormat.JSONL, folder, 1 + 3 * seed);
      assertThat(outcome.reasons()).isEqualTo(Map.of("post/duplicate_id", 30L));
      Map<String, String> texts = new TreeMap<>();
      outcome.posts.forEach((id, post) -> texts.put(id, post.getAs("text")));
      assertThat(kept == null ? texts : kept).isEqualTo(texts);
      kept = texts;
    }
  }

  @Test
  void parquetWithoutOptionalColumnsIsRead() {
    Outcome outcome = parquet("post_id bigint, text string", "{'post_id': 12, 'text': 'x'}");
    Row post = outcome.posts.get("12");
    assertThat(PostCodec.list(post, "mentions")).isNull();
    assertThat(PostCodec.images(post)).isEmpty();
    assertThat(post.<String>getAs("extra")).isEqualTo("{}");
  }

  @Test
  void parquetMayHaveLongSpansNumericIdsAndPlainImages() {
    Outcome outcome =
        parquet(
            "post_id int, text string, images array<string>, mentions array<struct<mention_id:"
                + " bigint, text: string, start: bigint, end: double>>",
            "{'post_id': 1, 'text': 'Hill', 'images': ['a.png', null], 'mentions': ["
                + "{'mention_id': 5, 'start': 0, 'end': 4}, {'text': 'Hill'},"
                + "{'start': 0, 'end': 9999999999}, {'start': -9999999999, 'end': 2}]}");
    Row post = outcome.posts.get("1");
    assertThat(PostCodec.list(post, "mentions"))
        .extracting(row -> row.mkString("|"))
        .containsExactly("5|Hill|0|4", "1|Hill|null|null");
    assertThat(PostCodec.images(post)).hasSize(1);
    assertThat(outcome.reasons()).isEqualTo(Map.of("mention/span_outside_text", 2L));
  }

  @Test
  void otherColumnsOfParquetGoToExtra() throws IOException {
    Outcome outcome =
        parquet(
            "post_id string, text string, `a.b` int, extra string, n struct<x: int>",
            "{'post_id': 'p', 'text': 'x', 'a.b': 3, 'extra': 'e', 'n': {'x': 1}}");
    assertThat(new ObjectMapper().readTree(outcome.posts.get("p").<String>getAs("extra")))
        .isEqualTo(
            new ObjectMapper().readTree("{\"a.b\": 3, \"extra\": \"e\", \"n\": {\"x\": 1}}"));
  }

  @Test
  void partitionDirectoriesAreColumnsOfParquet() throws IOException {
    LocalSpark.rows(
            "post_id string, text string, day int", json("{'post_id': 'p', 'text': 'x', 'day': 3}"))
        .write()
        .partitionBy("day")
        .parquet(in.resolve("q").toString());
    Outcome outcome = read(PostFormat.PARQUET, in.resolve("q"));
    assertThat(outcome.posts.get("p").<String>getAs("extra")).isEqualTo("{\"day\":\"3\"}");
  }

  @Test
  void rowsOfParquetAreCheckedLikeLines() {
    Outcome outcome =
        parquet(
            "post_id string, text string",
            "{'post_id': null, 'text': 'x'}",
            "{'post_id': '  ', 'text': 'x'}",
            "{'post_id': 'a', 'text': null}",
            "{'post_id': 'b', 'text': 'x'}",
            "{'post_id': 'b', 'text': 'y'}");
    assertThat(outcome.posts.keySet()).containsExactly("b");
    assertThat(outcome.reasons())
        .isEqualTo(
            Map.of("post/missing_id", 2L, "post/missing_field", 1L, "post/duplicate_id", 1L));
  }

  @Test
  void errorsNameColumnsOfTheWrongType() {
    assertColumns("id string, text string", "no column 'post_id', only [id, text]");
    assertColumns("post_id string", "no column 'text'");
    assertColumns("post_id string, text int", "column 'text' is number, not string");
    assertColumns("post_id date, text string", "column 'post_id' is date, not string or number");
    assertColumns("post_id string, text string, images int", "column 'images' is number");
    assertColumns(
        "post_id string, text string, images array<struct<href: string>>",
        "elements of 'images' have none of [uri, url, path, file_name, bytes], only [href]");
    assertColumns(
        "post_id string, text string, mentions array<struct<x: int>>",
        "elements of 'mentions' have none of [text, start], only [x]");
    assertColumns(
        "post_id string, text string, mentions array<struct<start: string, end: int>>",
        "column 'mentions.start' is string, not number");
  }

  @Test
  void aFileThatIsNotParquetIsAUserError() throws IOException {
    write("a.parquet", "no parquet");
    assertRefused(PostFormat.PARQUET, in, "a.parquet");
  }

  @Test
  void longTextsAreRejectedInEveryFormat() throws IOException {
    String text = "x".repeat(MAX + 1);
    write("a.jsonl", "{\"post_id\": \"p\", \"text\": \"" + text + "\"}");
    write("m.json", "[{\"id\": \"1\", \"sentence\": \"" + text + "\", \"mentions\": \"x\"}]");
    Map<String, Long> one = Map.of("post/too_large", 1L);
    assertThat(read(PostFormat.JSONL, in.resolve("a.jsonl")).reasons()).isEqualTo(one);
    assertThat(read(PostFormat.MIMIC, in.resolve("m.json")).reasons()).isEqualTo(one);
    assertThat(
            parquet("post_id string, text string", "{'post_id': 'p', 'text': '" + text + "'}")
                .reasons())
        .isEqualTo(one);
  }

  @Test
  void mimicBecomesPostsOfOneMention() throws IOException {
    write(
        "m.json",
        """
        [{"id": "1-0", "sentence": "the Hill in Paris", "imgPath": "a.jpg", "mentions": "Hill", "answer": "Q1"},
         {"id": "2-0", "sentence": "nothing", "imgPath": "", "mentions": ""},
         {"sentence": "no id", "mentions": "x"}]
        """);
    Outcome outcome = read(PostFormat.MIMIC, in);
    Row post = outcome.posts.get("1-0");
    assertThat(PostCodec.list(post, "mentions").get(0).mkString("|")).isEqualTo("0|Hill|4|8");
    assertThat(PostCodec.images(post)).hasSize(1);
    assertThat(post.<String>getAs("extra")).contains("\"answer\":\"Q1\"");
    assertThat(outcome.posts.keySet()).containsExactly("1-0", "2-0");
    assertThat(outcome.reasons())
        .isEqualTo(Map.of("post/missing_id", 1L, "mention/missing_field", 1L));
  }

  @Test
  void mimicThatIsNotAnArrayIsAUserError() throws IOException {
    write("m.json", "{\"id\": 1}");
    assertThatThrownBy(() -> read(PostFormat.MIMIC, in))
        .satisfies(e -> assertThat(userError(e).getMessage()).contains("m.json").contains("array"));
  }

  @Test
  void closingReleasesTheCache() throws IOException {
    write("a.jsonl", line("a"));
    Set<Object> before = LocalSpark.cached();
    try (PostSource source =
        PostSource.read(
            LocalSpark.session(), new PostInput(PostFormat.JSONL, in.toString(), MAX, 2))) {
      assertThat(source.posts().count()).isEqualTo(1);
      assertThat(LocalSpark.cached()).anyMatch(id -> !before.contains(id));
    }
    assertThat(before).containsAll(LocalSpark.cached());
  }

  @Test
  void aFewRejectionsAreAllowed() {
    QuarantineSettings tenth = new QuarantineSettings(0.1);
    Quarantine.requireShare(0, 0, tenth);
    Quarantine.requireShare(20, 2, tenth);
    assertThatThrownBy(() -> Quarantine.requireShare(20, 3, tenth))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.REJECTED))
        .hasMessageContaining("3 of 20");
    assertThatThrownBy(() -> Quarantine.requireShare(1, 1, new QuarantineSettings(0)))
        .isInstanceOf(JobException.class);
  }

  /** A sound line or one of many kinds of broken ones. */
  private static String junk(Random random, int i) {
    String id = "\"p" + i + "\"";
    return switch (random.nextInt(12)) {
      case 0 -> "{\"post_id\": " + id + ", \"text\": ";
      case 1 -> "[1, 2]";
      case 2 -> "{\"text\": \"no id\"}";
      case 3 -> "{\"post_id\": " + id + "}";
      case 4 -> "{\"post_id\": " + id + ", \"text\": 5}";
      case 5 -> line("same");
      case 6 -> line("x".repeat(MAX));
      case 7 -> "\u0000{}";
      case 8 -> "{\"post_id\": " + id + ", \"text\": \"t\", \"mentions\": \"none\"}";
      case 9 ->
          "{\"post_id\": "
              + id
              + ", \"text\": \"ab\", \"mentions\": [{\"start\": 1, \"end\": 9}, null, 3, {\"text\":"
              + " \"b\"}]}";
      default -> line("q" + i);
    };
  }

  private static String line(String id) {
    return "{\"post_id\": \"" + id + "\", \"text\": \"text of " + id + "\"}\n".strip();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(in.resolve(name), text);
  }

  private static List<String> json(String... rows) {
    return List.of(rows).stream().map(row -> row.replace('\'', '"')).toList();
  }

  private Outcome parquet(String ddl, String... rows) {
    String folder = dir.resolve("parquet" + ddl.hashCode() + rows.length).toString();
    LocalSpark.rows(ddl, json(rows)).write().parquet(folder);
    return read(PostFormat.PARQUET, Path.of(folder));
  }

  private void assertColumns(String ddl, String fault) {
    assertThatThrownBy(() -> parquet(ddl, "{}"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(fault);
  }

  private static void assertRefused(PostFormat format, Path path, String fault) {
    assertThatThrownBy(() -> read(format, path))
        .satisfies(
            e -> {
              assertThat(userError(e)).hasMessageContaining(fault);
              assertThat(userError(e).exitCode()).isEqualTo(ExitCode.INPUT);
            });
  }

  private static JobException userError(Throwable error) {
    Throwable cause = error;
    while (cause != null && !(cause instanceof JobException)) {
      cause = cause.getCause();
    }
    assertThat(cause).isNotNull();
    return (JobException) cause;
  }

  private static Outcome read(PostFormat format, Path path) {
    return read(format, path, 3);
  }

  private static Outcome read(PostFormat format, Path path, int partitions) {
    try (PostSource source =
        PostSource.read(
            LocalSpark.session(), new PostInput(format, path.toString(), MAX, partitions))) {
      Map<String, Row> posts =
          source.posts().collectAsList().stream()
              .collect(
                  Collectors.toMap(
                      row -> row.<String>getAs("post_id"),
                      Function.identity(),
                      (a, b) -> {
                        throw new AssertionError("twice: " + a);
                      },
                      TreeMap::new));
      List<Row> rejections = source.rejections().collectAsList();
      Dataset<Row> rows = LocalSpark.session().createDataFrame(rejections, Schemas.REJECTION);
      return new Outcome(posts, rejections, rows);
    }
  }

  /** What came of an input. */
  private record Outcome(Map<String, Row> posts, List<Row> rejections, Dataset<Row> rows) {

    long all() {
      return posts.size() + (long) rejections.size();
    }

    Map<String, Long> reasons() {
      return rejections.stream()
          .collect(
              Collectors.groupingBy(
                  row -> row.getAs("stage") + "/" + row.getAs("reason"),
                  TreeMap::new,
                  Collectors.counting()));
    }
  }
}
