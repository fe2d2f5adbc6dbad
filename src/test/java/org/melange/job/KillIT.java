package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jobs that are killed without warning at each of their steps, and run again: the output is that of
 * a run that was not disturbed, and no file of the killed run remains.
 */
@Tag("chaos")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillIT {

  /** From the name of a step to the kill: at once for every second step, later for the others. */
  private static final long LATER_MILLIS = 1_000;

  private final Map<String, String> undisturbed = new HashMap<>();
  private ChaosWorld chaos;

  @BeforeAll
  void makeWorld(@TempDir Path dir) {
    chaos = new ChaosWorld(dir);
  }

  static Stream<Arguments> kills() {
    return Map.of(
            "import-kb", List.of("reading entities", "writing entities and names"),
            "init-model", List.of("preparing the tokenizer", "writing"),
            "embed-kb", List.of("embedding", "range 2 of 4"),
            "annotate",
                List.of(
                    "reading posts",
                    "finding mentions",
                    "choosing",
                    "linking",
                    "counting",
                    "writing the report"),
            "train", List.of("reading the data set", "epoch 2", "freezing", "writing the model"),
            "calibrate", List.of("choosing entities", "fitting confidences"),
            "evaluate", List.of("sorting mentions", "ranking"))
        .entrySet()
        .stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(job -> kills(job.getKey(), job.getValue()));
  }

  private static Stream<Arguments> kills(String job, List<String> steps) {
    return IntStream.range(0, steps.size())
        .mapToObj(i -> Arguments.of(job, steps.get(i), i % 2 * LATER_MILLIS));
  }

  @ParameterizedTest(name = "{0}, {2} ms into ''{1}''")
  @MethodSource("kills")
  void theNextRunFinishesWhatAKilledOneBegan(String job, String step, long delay)
      throws InterruptedException {
    String out = job + "-" + step.replace(' ', '-') + "-" + delay;
    try (JobProcess first = JobProcess.start(chaos.usual(job, out))) {
      assertThat(first.awaitText(step)).as(first.err()).isTrue();
      TimeUnit.MILLISECONDS.sleep(delay);
      first.kill();
    }
    boolean finished = chaos.at(out).resolve("manifest.json").toFile().exists();
    try (JobProcess second = JobProcess.start(chaos.usual(job, out))) {
      Command result = second.result();
      // A kill after the end leaves a finished run, which the second refuses to replace.
      assertThat(result.code()).as(result.err()).isEqualTo(finished ? 2 : 0);
    }
    assertThat(chaos.content(job, out)).isEqualTo(expected(job));
    assertThat(chaos.leftovers(out)).isEmpty();
  }

  private String expected(String job) {
    return undisturbed.computeIfAbsent(
        job,
        name -> {
          try (JobProcess run = JobProcess.start(chaos.usual(name, name + "-undisturbed"))) {
            Command result = run.result();
            assertThat(result.code()).as(result.err()).isZero();
          }
          return chaos.content(name, name + "-undisturbed");
        });
  }
}
