package org.melange.job.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.job.SmallWorld;
import org.melange.job.cli.CommandRunner;
import org.melange.run.ExitCode;

/** The bench says what it measured, whatever the numbers are. */
class BenchJobTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--gate published --precision int8",
        "--gate token --precision float16 --text-tokens 3 --rerank 20"
      })
  void theLastLineHoldsWhatWasMeasured(String options) throws IOException {
    JsonNode summary =
        run(
            ExitCode.DONE,
            ("score --mentions 3 --entities 150 --top-k 4 --threads 1 --rounds 1 --seconds 0 "
                    + options)
                .split(" "));
    for (String key :
        new String[] {
          "pairs_per_second",
          "mentions_per_second",
          "bytes_per_entity",
          "build_seconds",
          "plain_pairs_per_second",
          "gemm_gflops",
          "peak_gflops",
          "memory_gbytes",
          "share_of_gemm",
          "share_of_memory"
        }) {
      assertThat(summary.path(key).isNumber()).as(key).isTrue();
    }
    assertThat(summary.path("pairs_per_second").asDouble()).isPositive();
    if (options.contains("rerank")) {
      assertThat(summary.path("recall").asDouble()).isBetween(0.1, 1.0);
    } else {
      assertThat(summary.path("pruned_share").asDouble()).isBetween(0.0, 1.0);
      assertThat(summary.path("flops_per_pair").asInt()).isEqualTo(2 * (800 + 2 * 4 * 3 * 96));
    }
  }

  /** The interpreter is a script that answers as Pillow does. */
  @Test
  void benchesRunInTurnsBesidePython(@TempDir Path dir) throws IOException {
    Path python =
        Files.writeString(
            dir.resolve("python"),
            """
            #!/bin/sh
            [ "$1" = -c ] || [ -e "$2" ] || exit 1
            echo '{"items_per_second": 4.0, "version": "Pillow 1"}'
            """);
    assertThat(python.toFile().setExecutable(true)).isTrue();
    Path json = dir.resolve("all.json");
    JsonNode summary =
        run(
            ExitCode.DONE,
            ("all --only decode --rounds 3 --seconds 0.05 --python " + python + " --json " + json)
                .split(" "));
    JsonNode decode = summary.path("benches").path("decode");
    JsonNode rate = decode.path("items_per_second_per_thread");
    assertThat(rate.path("low").asDouble()).isPositive();
    assertThat(rate.path("median").asDouble())
        .isBetween(rate.path("low").asDouble(), rate.path("high").asDouble());
    assertThat(decode.path("against_pillow").path("median").asDouble())
        .isCloseTo(
            rate.path("median").asDouble() / 4, within(0.01 * rate.path("median").asDouble()));
    assertThat(summary.path("compared_with").path(0).asText()).isEqualTo("Pillow 1");
    assertThat(summary.path("machine").path("vector_bits").asInt()).isGreaterThanOrEqualTo(128);
    assertThat(new ObjectMapper().readTree(json.toFile()).path("benches"))
        .isEqualTo(summary.path("benches"));
  }

  @Test
  void withoutPythonThereIsNothingToCompareWith() throws IOException {
    JsonNode summary =
        run(
            ExitCode.DONE,
            "all --only decode --rounds 1 --seconds 0.05 --python /no/python".split(" "));
    assertThat(summary.path("benches").path("decode").has("against_pillow")).isFalse();
    assertThat(summary.path("compared_with")).isEmpty();
    run(ExitCode.USAGE, "all --only decoding".split(" "));
    run(ExitCode.USAGE, "all --only decode --rounds 0".split(" "));
  }

  @Test
  void anIndexIsMeasuredBesideAnExactSearch() throws IOException {
    JsonNode summary =
        run(
            ExitCode.DONE,
            ("index --mentions 3 --entities 300 --clusters 5 --top-k 4 --seconds 0 --ef-search"
                    + " 8,300 --depths 300 --precision float16")
                .split(" "));
    for (String key :
        new String[] {"build_seconds", "bytes_per_entity", "exact_mentions_per_second"}) {
      assertThat(summary.path(key).isNumber()).as(key).isTrue();
    }
    JsonNode narrow = summary.path("ef_search").path("8");
    assertThat(narrow.path("queries_per_second").asDouble()).isPositive();
    assertThat(narrow.path("mentions_per_second").asDouble()).isPositive();
    assertThat(narrow.path("recall").asDouble()).isBetween(0.1, 1.0);
    JsonNode wide = summary.path("ef_search").path("300");
    assertThat(wide.path("recall").asDouble()).isEqualTo(1);
    assertThat(wide.path("recall_coarse").asDouble()).isEqualTo(1);
    assertThat(summary.path("depth").path("300").path("recall").asDouble()).isEqualTo(1);
  }

  @Test
  void namesOfPostsAreLookedUp(@TempDir Path dir) throws IOException {
    Path posts = dir.resolve("posts.json");
    Files.writeString(
        posts,
        "["
            + post(1, "a visit to Georgia", "Georgia")
            + ","
            + post(2, "a visit to Nowhere at all", "Nowhere at all")
            + "]");
    Path more = Files.writeString(dir.resolve("more.json"), "[" + post(3, "Samoa", "Samoa") + "]");
    JsonNode summary =
        run(
            ExitCode.DONE,
            "names",
            "--kb",
            SmallWorld.get().kb(),
            "--posts",
            posts.toString(),
            "--posts",
            more.toString(),
            "--rounds",
            "1");
    assertThat(summary.path("mentions").asInt()).isEqualTo(3);
    assertThat(summary.path("known_share").asDouble()).isEqualTo(2.0 / 3);
    for (String key :
        new String[] {
          "names", "exact_per_second", "candidates_per_second", "text_mb_per_second", "index_bytes"
        }) {
      assertThat(summary.path(key).asDouble()).as(key).isPositive();
    }
  }

  private static String post(int id, String text, String mention) {
    return String.format(
        Locale.ROOT,
        "{\"id\":\"%d\",\"sentence\":\"%s\",\"imgPath\":\"\",\"mentions\":\"%s\","
            + "\"entities\":\"%s\",\"answer\":\"nil\"}",
        id,
        text,
        mention,
        mention);
  }

  @Test
  void whatCannotBeMeasuredIsWrongUsage() throws IOException {
    assertThat(run(ExitCode.USAGE, "score", "--mentions", "0").path("error").asText())
        .contains("mentions");
    assertThat(run(ExitCode.USAGE, "score", "--top-k", "0").path("error").asText())
        .contains("top-k 0");
    assertThat(run(ExitCode.USAGE, "score", "--table", "somewhere").path("error").asText())
        .contains("--mention-texts");
    assertThat(run(ExitCode.USAGE, "index", "--ef-search", "10,0").path("error").asText())
        .contains("depth 0");
    assertThat(run(ExitCode.USAGE).path("error").asText()).contains("score");
  }

  @Test
  @Tag("slow")
  void anUpdateIsMeasuredBesideADirectory() throws IOException {
    SmallWorld world = SmallWorld.get();
    JsonNode summary =
        run(
            ExitCode.DONE,
            "update",
            "--posts",
            world.posts().toString(),
            "--kb",
            world.kb(),
            "--rounds",
            "1",
            "--set",
            "quarantine.max-share=0.2");
    for (String key : new String[] {"out", "into", "nothing_new"}) {
      assertThat(summary.path("seconds").path(key).asDouble()).as(key).isPositive();
    }
    assertThat(summary.path("into_to_out").asDouble()).isPositive();
  }

  private static JsonNode run(ExitCode expected, String... args) throws IOException {
    PrintStream out = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      assertThat(CommandRunner.of(new BenchJob(), "bench", args)).isEqualTo(expected);
    } finally {
      System.setOut(out);
    }
    String[] lines = bytes.toString(StandardCharsets.UTF_8).split("\n");
    return new ObjectMapper().readTree(lines[lines.length - 1]);
  }
}
