package org.melange.spark.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.config.Settings;
import org.melange.corpus.ImageRef;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.spark.kb.EntitySource;
import org.melange.spark.post.DataSet;
import org.melange.spark.post.PostFormat;
import org.melange.spark.post.PostInput;
import org.melange.spark.post.PostParsers;
import org.melange.spark.post.PostSource;
import org.melange.spark.row.PostCodec;
import org.melange.testing.LocalSpark;

/** Posts and entities in files as other tools write and name them. */
class InputKindsTest {

  private static final Path PARQUET = Path.of("src/test/resources/inputs/parquet");
  private static final int MAX = 10_000;

  @TempDir private Path dir;

  @Test
  void columnsThatOnlyLaterFilesHaveAreRead() {
    Map<String, Row> posts = parquet("merge");
    assertThat(posts).hasSize(4);
    List<Row> later =
        posts.values().stream().filter(post -> PostCodec.list(post, "mentions") != null).toList();
    assertThat(later)
        .hasSize(2)
        .allSatisfy(
            post -> {
              assertThat(PostCodec.list(post, "mentions")).hasSize(1);
              assertThat(PostCodec.images(post)).hasSize(1);
              assertThat(post.<String>getAs("extra")).contains("\"lang\"");
            });
  }

  @Test
  void typesOfOtherToolsAreRead() {
    assertThat(parquet("nanos").values())
        .hasSize(2)
        .allMatch(post -> post.<String>getAs("extra").contains("\"created_at\":\"2"));
    assertThat(parquet("nullimages").values())
        .hasSize(2)
        .allMatch(post -> PostCodec.images(post).isEmpty());
    assertThat(parquet("dblid")).containsKey("17");
    assertThat(parquet("v2zstd")).isNotEmpty();
    assertThat(parquet("hfimg").values())
        .hasSize(2)
        .allSatisfy(
            post -> assertThat(PostCodec.images(post)).containsExactly(new ImageRef.Uri("x.jpg")));
  }

  @Test
  void valuesInDirectoryNamesStayText() {
    assertThat(parquet("partid").keySet()).containsExactly("007", "7");
    assertThat(parquet("part").values())
        .extracting(post -> post.<String>getAs("extra"))
        .anyMatch(extra -> extra.contains("\"zip\":\"01234\""))
        .allMatch(extra -> extra.contains("\"lang\":\""));
  }

  @Test
  void conflictingColumnsOfFilesAreRejected() {
    String message = refusal(PostFormat.PARQUET, PARQUET.resolve("typemix"));
    assertThat(message)
        .matches(
            "column 'post_id' is number in file:.*/part-0.parquet, but string in"
                + " .*/part-1.parquet");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"_posts.jsonl", ".posts.jsonl", "posts[1].jsonl", "{a,b}.jsonl", "a:b.jsonl"})
  void aFileThatIsNamedInFullIsAlwaysRead(String name) throws IOException {
    Files.writeString(dir.resolve(name), post("a") + "\n" + post("b"));
    assertThat(posts(PostFormat.JSONL, dir.resolve(name)).keySet()).containsExactly("a", "b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"_p.parquet", ".p.parquet", "p[1].parquet", "a:b.parquet"})
  void parquetIsReadUnderAnyName(String name) throws IOException {
    Files.copy(PARQUET.resolve("nanos/p.parquet"), dir.resolve(name));
    assertThat(posts(PostFormat.PARQUET, dir.resolve(name))).hasSize(2);
  }

  @Test
  void otherFilesBesideADataSetAreIgnored() throws IOException {
    Path folder = Files.createDirectory(dir.resolve("set [1]"));
    Files.writeString(folder.resolve("Small_test.json"), "[" + element("1") + "]");
    Files.write(folder.resolve("._Small_test.json"), new byte[] {0, 5, 22, 7});
    DataSet data = new DataSet(folder.toString());
    assertThat(data.has("test")).isTrue();
    assertThat(data.has("dev")).isFalse();
    try (PostSource source = data.read(LocalSpark.session(), "test", Settings.defaults(), 2)) {
      assertThat(source.posts().count()).isEqualTo(1);
    }
  }

  @Test
  void aTruncatedArrayIsRejected() throws IOException {
    Path file = dir.resolve("a.json");
    String whole = "[" + element("1") + ",\n" + element("2") + "]";
    Files.writeString(file, whole.substring(0, whole.length() - 10));
    assertThat(refusal(PostFormat.MIMIC, file))
        .contains("a.json: the JSON array is truncated (line 2")
        .endsWith("after 1 complete elements");
    Files.writeString(file, "[" + element("1") + ", oops, " + element("2") + "]");
    assertThat(refusal(PostFormat.MIMIC, file))
        .contains("a.json: the JSON array cannot be read further");
  }

  @Test
  void anErrorNamesTheDamagedFile() throws IOException {
    Path archive = dir.resolve("a.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
      for (int i = 0; i < 3_000; i++) {
        out.write((post("p" + i * 7_919 % 10_007) + "\n").getBytes(UTF_8));
      }
    }
    byte[] bytes = Files.readAllBytes(archive);
    Files.write(archive, Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(refusal(PostFormat.JSONL, archive))
        .endsWith("a.jsonl.gz: the compressed file is truncated");
    byte[] parquet = Files.readAllBytes(PARQUET.resolve("v2zstd/p.parquet"));
    Arrays.fill(parquet, 4, 200, (byte) 7);
    Files.write(dir.resolve("a.parquet"), parquet);
    assertThat(refusal(PostFormat.PARQUET, dir.resolve("a.parquet")))
        .contains("a.parquet: cannot be read as Parquet: ");
  }

  @Test
  void aLineOfMegabytesIsRejectedWithoutTheOthers() throws IOException {
    Path file = dir.resolve("a.jsonl");
    Files.writeString(
        file, post("a") + "\n" + post("x".repeat(3_000_000)) + "\n" + post("b") + "\n");
    try (PostSource source = source(PostFormat.JSONL, file)) {
      List<Row> read = source.cached().collectAsList();
      assertThat(read).extracting(row -> row.getAs("post_id")).containsExactly("a", null, "b");
      Row rejection = PostCodec.list(read.get(1), "rejections").get(0);
      assertThat(rejection.<String>getAs("reason")).isEqualTo("too_large");
      assertThat(rejection.<String>getAs("message"))
          .matches("60000\\d\\d bytes, the limit is 10000 chars");
      assertThat(rejection.<String>getAs("record"))
          .hasSize(4_001)
          .startsWith("{\"post_id\": \"xxx");
    }
  }

  @Test
  void largeFilesAreReadInSlicesAndSmallOnesTogether() throws IOException {
    Path file = dir.resolve("a.jsonl");
    List<String> ids = IntStream.range(0, 500).mapToObj(i -> "p" + i).toList();
    Files.writeString(
        file, ids.stream().map(InputKindsTest::post).collect(Collectors.joining("\n")));
    InputFile large = InputFiles.list(file.toString()).get(0);
    List<FileSlice[]> tasks = FileScan.plan(List.of(large), new PostParsers.Lines(MAX), 1_000, 2);
    assertThat(tasks)
        .hasSize((int) (large.length() / 1_000) + 1)
        .allMatch(task -> task.length == 1);
    InputFile gzip = new InputFile(large.path() + ".gz", large.length(), 0, "");
    assertThat(FileScan.plan(List.of(gzip, gzip), new PostParsers.Lines(MAX), 1_000, 2))
        .allMatch(task -> task[0].end() == large.length())
        .hasSize(2);
    assertThat(FileScan.plan(List.of(gzip, large, gzip), new PostParsers.Lines(MAX), 1 << 27, 1))
        .hasSize(1);
    String key = "spark.sql.files.maxPartitionBytes";
    LocalSpark.session().conf().set(key, "1000");
    try {
      assertThat(posts(PostFormat.JSONL, file).keySet()).containsExactlyInAnyOrderElementsOf(ids);
    } finally {
      LocalSpark.session().conf().unset(key);
    }
  }

  @Test
  void everyQuirkIsReadOrRejectedWithTheNameOfItsField() {
    try (PostSource source =
        source(PostFormat.JSONL, Path.of("src/test/resources/inputs/posts-quirks.jsonl"))) {
      assertThat(source.posts().select("post_id").collectAsList())
          .extracting(row -> row.getString(0))
          .contains("ok", "floatspan", "17", "123456789012345678901234567890", "strimg", "bom2");
      List<Row> rejections = source.rejections().collectAsList();
      assertThat(rejections)
          .extracting(row -> row.<String>getAs("message"))
          .anyMatch(message -> message.contains("'NaN' is not allowed in JSON, in 'likes'"))
          .anyMatch(message -> message.equals("start must be a whole number, found a JSON string"))
          .noneMatch(message -> message.contains("`"));
    }
  }

  @Test
  void anEntityIsReadCompletelyOrNotAtAll() throws IOException {
    Path hidden = Files.writeString(dir.resolve("_kb.jsonl"), entity("Q1") + "\n" + entity("Q2"));
    Path huge =
        Files.writeString(
            dir.resolve("huge.jsonl"), entity("Q3") + "\n{\"qid\": \"" + "9".repeat(13_000_000));
    try (EntitySource source =
        EntitySource.read(
            LocalSpark.session(),
            List.of(
                new EntitySource.Input(EntitySource.Format.JSONL, hidden.toString()),
                new EntitySource.Input(EntitySource.Format.JSONL, huge.toString())))) {
      assertThat(source.records()).isEqualTo(4);
      assertThat(source.entities().count()).isEqualTo(3);
      assertThat(source.rejections().first().<String>getAs("reason")).isEqualTo("too_large");
    }
    Path cut = Files.writeString(dir.resolve("cut.json"), "[" + entity("Q1") + ", {\"qid\": ");
    assertThat(refusal(EntitySource.Format.MIMIC, cut))
        .contains("cut.json: the JSON array is truncated");
    Path empty = Files.writeString(dir.resolve("empty.jsonl"), "\n");
    assertThat(refusal(EntitySource.Format.JSONL, empty)).contains("empty.jsonl holds no entities");
    Path wide =
        Files.write(
            dir.resolve("wide.jsonl"), "{}".getBytes(java.nio.charset.StandardCharsets.UTF_16));
    assertThat(refusal(EntitySource.Format.JSONL, wide))
        .contains("wide.jsonl: the file is UTF-16 text");
  }

  private static String post(String id) {
    return "{\"post_id\": \"" + id + "\", \"text\": \"text of " + id + "\"}";
  }

  private static String element(String id) {
    return "{\"id\": \"" + id + "\", \"sentence\": \"the Hill\", \"mentions\": \"Hill\"}";
  }

  private static String entity(String qid) {
    return "{\"qid\": \"" + qid + "\", \"label\": \"" + qid + "\"}";
  }

  private static Map<String, Row> parquet(String name) {
    return posts(PostFormat.PARQUET, PARQUET.resolve(name));
  }

  private static Map<String, Row> posts(PostFormat format, Path path) {
    try (PostSource source = source(format, path)) {
      List<Row> read = source.cached().collectAsList();
      assertThat(read).allMatch(row -> PostCodec.list(row, "rejections").isEmpty());
      return read.stream()
          .collect(
              Collectors.toMap(
                  row -> row.<String>getAs("post_id"), row -> row, (a, b) -> a, TreeMap::new));
    }
  }

  private static PostSource source(PostFormat format, Path path) {
    return PostSource.read(LocalSpark.session(), new PostInput(format, path.toString(), MAX, 2));
  }

  private static String refusal(PostFormat format, Path path) {
    return refusal(() -> source(format, path).close());
  }

  private static String refusal(EntitySource.Format format, Path path) {
    return refusal(
        () ->
            EntitySource.read(
                    LocalSpark.session(), List.of(new EntitySource.Input(format, path.toString())))
                .close());
  }

  /** What the user is told, of an error that is the user's. */
  private static String refusal(Runnable reading) {
    Throwable error = catchThrowable(reading::run);
    while (error != null && !(error instanceof JobException)) {
      error = error.getCause();
    }
    assertThat(error).isNotNull();
    assertThat(((JobException) error).exitCode()).isEqualTo(ExitCode.INPUT);
    return error.getMessage();
  }
}
