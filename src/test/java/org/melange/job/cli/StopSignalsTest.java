package org.melange.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.job.SleepingJob;

/**
 * A job that is stopped ends with its last line and the exit code of the signal, without traces.
 */
class StopSignalsTest {

  @TempDir private Path dir;

  @ParameterizedTest(name = "{0} when {2}")
  @CsvSource({
    "TERM, 143, a task sleeps, terminated",
    "INT, 130, a task sleeps, interrupted",
    "TERM, 143, Spark is to be started, terminated"
  })
  void aStoppedJobSaysSo(String signal, int code, String when, String error) throws Exception {
    Path out = dir.resolve("out");
    Path err = dir.resolve("err");
    Process process =
        new ProcessBuilder(command())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      while (!Files.readString(err).contains(when)) {
        assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
        Thread.sleep(10);
      }
      new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
      assertThat(process.waitFor()).as(Files.readString(err)).isEqualTo(code);
    } finally {
      process.destroyForcibly();
    }
    List<String> lines = Files.readAllLines(out);
    assertThat(lines).hasSize(1);
    JsonNode last = new ObjectMapper().readTree(lines.get(0));
    assertThat(last.path("job").asText()).isEqualTo("sleep");
    assertThat(last.path("exit_code").asInt()).isEqualTo(code);
    assertThat(last.path("error").asText()).isEqualTo(error);
    assertThat(Files.readString(err))
        .contains("sleep: " + error)
        .doesNotContain("\tat ", "Exception");
  }

  /** This JVM's options, which Spark needs, without those of its agents. */
  private static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add") || option.startsWith("-Dspark."))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-Dlog4j2.configurationFile=conf/log4j2.properties",
            "-Dspark.master=local[2]",
            "-Dspark.ui.enabled=false",
            "-Dspark.driver.host=127.0.0.1",
            "-Dspark.driver.bindAddress=127.0.0.1",
            "-cp",
            System.getProperty("java.class.path"),
            SleepingJob.class.getName()));
    return command;
  }
}
