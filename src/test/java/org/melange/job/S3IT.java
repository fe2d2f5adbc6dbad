package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.melange.job.cli.Job;
import org.melange.run.ExitCode;
import org.melange.sample.SampleCorpus;
import org.melange.sample.SampleOptions;
import org.melange.spark.io.ObjectStoreLeases;
import org.melange.testing.S3Server;

/** The jobs with everything, input and output, on S3. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3IT {

  private static final String BUCKET = "melange";
  private static final String LOCKED = "locked";
  private static final String WRONG_SECRET = "a-secret-that-nobody-may-see";
  private static final int POSTS = 20;

  private final Map<String, String> options = new TreeMap<>();
  private final Map<String, Optional<String>> before = new TreeMap<>();
  private S3Server s3;

  /** How a job ended, and what it said. */
  private record Outcome(ExitCode exit, JsonNode summary, String said) {}

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    s3 = S3Server.start(folder);
    s3.makeBucket(BUCKET);
    s3.makeBucket(LOCKED);
    SampleCorpus.write(folder.resolve("sample"), SampleOptions.defaults().withPosts(POSTS));
    s3.upload(folder.resolve("sample"), BUCKET, "sample/");
    options.putAll(s3.sparkOptions());
    options.put("spark.hadoop.fs.s3a.bucket." + LOCKED + ".secret.key", WRONG_SECRET);
    options.put("spark.master", "local[2]");
    options.put("spark.ui.enabled", "false");
    options.put("spark.sql.shuffle.partitions", "2");
    options.put("spark.driver.host", "127.0.0.1");
    options.put("spark.driver.bindAddress", "127.0.0.1");
    options.keySet().forEach(key -> before.put(key, Optional.ofNullable(System.getProperty(key))));
    options.forEach(System::setProperty);
  }

  @AfterAll
  void stop() {
    before.forEach(
        (key, value) ->
            value.ifPresentOrElse(
                old -> System.setProperty(key, old), () -> System.clearProperty(key)));
    s3.close();
  }

  @Test
  void linksPostsWithoutTouchingTheLocalDisk() throws Exception {
    done(new ImportKbJob(), "--from", "jsonl", "--in", at("sample/kb.jsonl"), "--out", at("kb"));
    JsonNode model =
        done(
            new InitModelJob(),
            List.of("--shape", "conf/models/small.json", "--kb", at("kb"), "--out", at("model")),
            posts(),
            List.of("--set", "quarantine.max-share=0.5"));
    JsonNode table =
        done(
            new EmbedKbJob(),
            List.of("--kb", at("kb"), "--model", at("model"), "--out", at("table")),
            List.of("--set", "run.partitions=2"));
    JsonNode links =
        done(
            new AnnotateJob(),
            List.of("--kb", at("kb"), "--model", at("model"), "--table", at("table")),
            posts(),
            List.of("--out", at("run"), "--allow-untrained", "--set", "quarantine.max-share=0.5"));

    assertThat(table.path("model_version")).isEqualTo(model.path("model_version"));
    assertThat(links.path("linked").asInt()).isPositive();
    assertThat(links.path("images").path("ok").asInt()).isPositive();
    assertThat(s3.keys(BUCKET, "run/")).contains("run/manifest.json");
    assertThat(s3.keys(BUCKET, "table/")).contains("table/manifest.json");
    for (String output : List.of("kb/entities", "kb/names", "run/links", "run/quarantine")) {
      assertThat(committer(output)).as(output).isEqualTo("magic");
    }
    assertThat(s3.keys(BUCKET, ""))
        .noneMatch(key -> key.contains("__magic") || key.contains("_temporary"))
        .noneMatch(key -> key.contains("_draft"));

    Outcome again = run(new AnnotateJob(), annotate());
    assertThat(again.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(again.said()).contains("holds the output of a finished run");
  }

  @Test
  void saysWhichKeyDoesNotExist() {
    Outcome outcome = importFrom(at("nowhere/kb.jsonl"));

    assertThat(outcome.exit()).isEqualTo(ExitCode.INPUT);
    assertThat(outcome.said()).contains(at("nowhere/kb.jsonl") + " does not exist");
  }

  @Test
  void saysWhichBucketDoesNotExist() {
    Outcome outcome = importFrom("s3a://no-such-bucket/kb.jsonl");

    assertThat(outcome.exit()).isEqualTo(ExitCode.INPUT);
    assertThat(outcome.said()).contains("no-such-bucket").doesNotContain("\tat ");
  }

  @Test
  void saysThatABucketMayNotBeReadWithoutTellingTheSecret() {
    Outcome outcome = importFrom("s3a://" + LOCKED + "/kb.jsonl");

    assertThat(outcome.exit()).isEqualTo(ExitCode.INPUT);
    assertThat(outcome.said())
        .contains("s3a://" + LOCKED + "/kb.jsonl")
        .doesNotContain(WRONG_SECRET)
        .doesNotContain("\tat ");
  }

  @Test
  void ofManyWhoTakeAnOutputOneWins() throws Exception {
    ObjectStoreLeases.race(at("raced"));
    assertThat(s3.keys(BUCKET, "raced/"))
        .filteredOn(key -> !key.endsWith("/"))
        .containsExactly("raced/_lease/000000004", "raced/_lease/000000005");
  }

  private Outcome importFrom(String file) {
    return run(new ImportKbJob(), List.of("--from", "jsonl", "--in", file, "--out", at("refused")));
  }

  private static List<String> annotate() {
    return List.of(
        "--posts",
        at("sample/posts.jsonl"),
        "--kb",
        at("kb"),
        "--model",
        at("model"),
        "--table",
        at("table"),
        "--out",
        at("run"),
        "--allow-untrained");
  }

  private String committer(String output) throws Exception {
    return new ObjectMapper()
        .readTree(s3.text(BUCKET, output + "/_SUCCESS"))
        .path("committer")
        .asText();
  }

  private static List<String> posts() {
    return List.of("--posts", at("sample/posts.jsonl"), "--set", "run.partitions=2");
  }

  private static String at(String key) {
    return "s3a://" + BUCKET + "/" + key;
  }

  private static JsonNode done(Job job, String... arguments) {
    return done(job, List.of(arguments));
  }

  @SafeVarargs
  private static JsonNode done(Job job, List<String>... arguments) {
    Outcome outcome = run(job, java.util.Arrays.stream(arguments).flatMap(List::stream).toList());
    assertThat(outcome.exit()).as(outcome.said()).isEqualTo(ExitCode.DONE);
    return outcome.summary();
  }

  private static Outcome run(Job job, List<String> arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream summary = new ByteArrayOutputStream();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(summary, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
      ExitCode exit = Job.execute(job, arguments.toArray(String[]::new));
      return new Outcome(
          exit,
          new ObjectMapper().readTree(summary.toByteArray()),
          said.toString(StandardCharsets.UTF_8));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
