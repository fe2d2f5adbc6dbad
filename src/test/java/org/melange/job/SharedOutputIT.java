package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs that two runs want, that cannot be written, or that a disk has no room for. */
@Tag("chaos")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedOutputIT {

  private static final int BUSY = 6;

  private ChaosWorld chaos;

  @BeforeAll
  void makeWorld(@TempDir Path dir) {
    chaos = new ChaosWorld(dir);
  }

  @ParameterizedTest
  @ValueSource(strings = {"import-kb", "embed-kb", "annotate"})
  void oneOfTwoRunsWithOneOutputIsRefused(String job) {
    try (JobProcess one = JobProcess.start(chaos.usual(job, "shared-" + job));
        JobProcess two = JobProcess.start(chaos.usual(job, "shared-" + job));
        JobProcess alone = JobProcess.start(chaos.usual(job, "alone-" + job))) {
      Command first = one.result();
      Command second = two.result();
      assertThat(alone.result().code()).isZero();
      // The later may also find that the earlier has finished, which is wrong usage.
      assertThat(Stream.of(first, second).map(Command::code))
          .as(first.err() + second.err())
          .containsOnlyOnce(0)
          .allMatch(code -> code == 0 || code == BUSY || code == 2);
    }
    assertThat(chaos.content(job, "shared-" + job)).isEqualTo(chaos.content(job, "alone-" + job));
    assertThat(chaos.leftovers("shared-" + job)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"import-kb", "init-model", "embed-kb", "annotate", "train"})
  void aDiskThatIsFullIsNamedAndNothingCountsAsFinished(String job) throws Exception {
    assumeThat(mayMount()).as("a mount namespace").isTrue();
    Path mount = chaos.at("mount-" + job);
    assertThat(mount.toFile().mkdirs()).isTrue();
    String script =
        "mount -t tmpfs -o size=40k none '%s' && %s; code=$?; ls -R '%s' >&2; cat '%s'/out/manifest.json >&2; exit $code"
            .formatted(mount, quoted(chaos.usual(job, "mount-" + job + "/out")), mount, mount);
    try (JobProcess run = JobProcess.start(List.of("unshare", "-rm", "sh", "-c", script))) {
      Command result = run.result();
      assertThat(result.code()).as(result.err()).isEqualTo(1);
      assertThat(result.summary().path("error").asText()).contains("No space left on device");
      assertThat(result.err()).contains("manifest.json: No such file");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"import-kb", "init-model", "embed-kb", "annotate", "train", "evaluate"})
  void anOutputThatCannotBeWrittenIsRefusedBeforeWorkStarts(String job) {
    List<String> command = new ArrayList<>(chaos.usual(job, "unused"));
    command.set(command.indexOf("--out") + 1, "/proc/melange-" + job);
    try (JobProcess run = JobProcess.start(command)) {
      Command result = run.result();
      assertThat(result.code()).as(result.err()).isIn(2, 3);
      assertThat(result.summary().path("error").asText()).contains("/proc/melange-" + job);
      assertThat(result.err()).doesNotContain("\tat ");
    }
  }

  private static boolean mayMount() throws IOException, InterruptedException {
    return new ProcessBuilder("unshare", "-rm", "sh", "-c", "mount -t tmpfs none /mnt")
            .start()
            .waitFor()
        == 0;
  }

  private static String quoted(List<String> command) {
    return command.stream().map(word -> "'" + word + "'").reduce((a, b) -> a + " " + b).get();
  }
}
