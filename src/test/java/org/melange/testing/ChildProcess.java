package org.melange.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A class that runs as a process, with the class path and the Spark settings of this JVM. */
public record ChildProcess(Process process, Path log) implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 900;

  /**
   * Starts it.
   *
   * @param main whose {@code main} runs
   * @param log where its output goes
   * @param properties system properties that override those of this JVM
   */
  public static ChildProcess start(
      Class<?> main, Path log, Map<String, String> properties, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags());
    System.getProperties()
        .forEach(
            (key, value) -> {
              if (key.toString().startsWith("spark.")) {
                command.add("-D" + key + "=" + value);
              }
            });
    properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    // What a local-cluster master needs.
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    Path home = Files.createDirectories(log.resolveSibling("spark-home"));
    Files.createDirectories(home.resolve("jars"));
    builder.environment().put("SPARK_HOME", home.toString());
    return new ChildProcess(builder.start(), log);
  }

  /** The module flags of this JVM, which Spark needs. */
  private static List<String> flags() {
    return java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(
            flag ->
                flag.startsWith("--")
                    || flag.startsWith("-XX:+IgnoreUnrecognized")
                    || flag.startsWith("-Djdk.")
                    || flag.startsWith("-Dio.netty.")
                    || flag.startsWith("-Xmx"))
        .toList();
  }

  /** Waits for the end and gives the exit code, 137 after SIGKILL. */
  public int code() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the process did not end: " + text());
    }
    return process.exitValue();
  }

  /** Waits until the log contains a text. */
  public void await(String text) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!text().contains(text)) {
      if (System.nanoTime() > deadline || !process.isAlive()) {
        throw new AssertionError("no '" + text + "' in " + text());
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** Sends a signal such as {@code CONT}. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** What it printed so far. */
  public String text() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
