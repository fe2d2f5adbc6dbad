package org.melange.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A script of this checkout that runs as a process, to be watched, signalled and waited for; {@code
 * SPARK_HOME} is unset.
 */
final class JobProcess implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 240;
  private static final long POLL_MILLIS = 20;

  private final String name;
  private final Process process;
  private final Path out;
  private final Path err;

  private JobProcess(String name, Process process, Path out, Path err) {
    this.name = name;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts {@code command} in this checkout. */
  static JobProcess start(List<String> command) {
    try {
      Path out = Files.createTempFile("melange-out", ".txt");
      Path err = Files.createTempFile("melange-err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().remove("SPARK_HOME");
      Process process = builder.start();
      process.getOutputStream().close();
      return new JobProcess(String.join(" ", command), process, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException("starting " + command.get(0), e);
    }
  }

  /** Standard error so far. */
  String err() {
    return read(err);
  }

  /**
   * Waits until standard error contains {@code text}.
   *
   * @return whether it does; false if the process ended without it
   */
  boolean awaitText(String text) {
    await(() -> !process.isAlive() || err().contains(text), "print '" + text + "'");
    return err().contains(text);
  }

  /** Waits until {@code condition} holds or the process ends. */
  void awaitOrEnd(BooleanSupplier condition) {
    await(() -> !process.isAlive() || condition.getAsBoolean(), "reach a condition");
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends a signal such as {@code TERM} or {@code STOP} to the process. */
  void signal(String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("kill -" + signal, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Kills the process and its children without warning, and waits for their end. */
  void kill() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    children.forEach(child -> child.onExit().orTimeout(60, TimeUnit.SECONDS).join());
    process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
  }

  /** Waits for the end. */
  Command result() {
    await(() -> !process.isAlive(), "end");
    return new Command(process.exitValue(), read(out).lines().toList(), err());
  }

  private void await(BooleanSupplier condition, String what) {
    long polls = TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS) / POLL_MILLIS;
    for (long i = 0; i < polls; i++) {
      if (condition.getAsBoolean()) {
        return;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
    String said = err();
    kill();
    throw new IllegalStateException(name + " did not " + what + ":\n" + said);
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
    try {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
