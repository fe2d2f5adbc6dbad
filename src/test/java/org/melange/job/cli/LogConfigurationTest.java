package org.melange.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which messages the console shows, and which are in the log. */
class LogConfigurationTest {

  private static final String FILE = "melange.log.file";
  private static final String CONSOLE = "melange.console.level";
  private static final String SPARK = "org.apache.spark.storage.BlockManager";
  private static final String MELANGE = "org.melange.spark.features.FeatureStore";

  @TempDir private Path dir;

  @AfterEach
  void clear() {
    System.clearProperty(FILE);
    System.clearProperty(CONSOLE);
  }

  @Test
  void warningsOfSparkAreInTheLogAlone() throws IOException {
    Path log = dir.resolve("annotate.log");
    System.setProperty(FILE, log.toString());
    System.setProperty(CONSOLE, "error");
    try (LoggerContext context = started()) {
      assertThat(appenders(context, SPARK)).isEqualTo(Map.of("stderr", "ERROR", "file", "all"));
      assertThat(appenders(context, MELANGE)).isEqualTo(Map.of("stderr", "all", "file", "all"));
      context.getLogger(SPARK).warn("slow", new IllegalStateException("cause"));
      context.getLogger(SPARK).info("unimportant");
    }
    assertThat(Files.readString(log))
        .contains("BlockManager: slow", "IllegalStateException: cause")
        .doesNotContain("unimportant");
  }

  @Test
  void withoutALogTheConsoleHasThem() {
    try (LoggerContext context = started()) {
      assertThat(appenders(context, SPARK)).containsEntry("stderr", "WARN");
    }
  }

  private static LoggerContext started() {
    LoggerContext context =
        new LoggerContext("test", null, Path.of("conf/log4j2.properties").toUri());
    context.start();
    return context;
  }

  /** The least level of the messages of a logger that each appender shows. */
  private static Map<String, String> appenders(LoggerContext context, String logger) {
    Map<String, String> levels = new TreeMap<>();
    context
        .getConfiguration()
        .getLoggerConfig(logger)
        .getAppenderRefs()
        .forEach(
            ref -> levels.put(ref.getRef(), ref.getLevel() == null ? "all" : ref.getLevel() + ""));
    return levels;
  }
}
