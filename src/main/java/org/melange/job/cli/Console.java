package org.melange.job.cli;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.melange.spark.io.JobDescription;
import scala.Option;

/**
 * Messages for the user on standard error: steps with their times, progress, tables. The name of a
 * step is also the description of its Spark jobs. Thread-safe.
 */
public final class Console {

  private final PrintStream out;
  private final long start = System.nanoTime();
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private Optional<String> step = Optional.empty();

  /** A console that writes to {@code out}. */
  public Console(PrintStream out) {
    this.out = out;
  }

  /**
   * The result of a step.
   *
   * @param result what the step returned
   * @param seconds the time that it took
   */
  public record Timed<T>(T result, double seconds) {}

  /** Runs one step of a job and prints its name. */
  public <T> T step(String name, Supplier<T> work) {
    return timed(name, work).result();
  }

  /** Runs one step of a job, prints its name, and measures its time. */
  public <T> Timed<T> timed(String name, Supplier<T> work) {
    Optional<String> previous = enter(Optional.of(name));
    line(name + " ...");
    long from = System.nanoTime();
    T result;
    try {
      result = described(name, work);
    } finally {
      enter(previous);
    }
    double took = (System.nanoTime() - from) / 1e9;
    synchronized (this) {
      seconds.merge(name, took, Double::sum);
    }
    return new Timed<>(result, took);
  }

  private synchronized Optional<String> enter(Optional<String> next) {
    Optional<String> previous = step;
    step = next;
    return previous;
  }

  private static <T> T described(String name, Supplier<T> work) {
    Option<SparkSession> spark = SparkSession.getDefaultSession();
    return spark.isDefined() ? JobDescription.during(spark.get(), name, work) : work.get();
  }

  /** Prints a line with the time since the start. */
  public void line(String text) {
    out.printf(Locale.ROOT, "[%6.1f s] %s%n", (System.nanoTime() - start) / 1e9, text);
  }

  /** Prints text without the time. */
  public void print(String text) {
    out.println();
    out.println(text);
  }

  /** Prints a table of two columns. */
  public void table(String title, Map<String, ?> rows) {
    int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
    out.println();
    out.println(title);
    rows.forEach(
        (key, value) -> out.printf(Locale.ROOT, "  %-" + width + "s  %s%n", key, text(value)));
    out.println();
  }

  /** The name of the current step; empty between steps. */
  synchronized Optional<String> current() {
    return step;
  }

  /** Seconds since the start. */
  public double seconds() {
    return Math.round((System.nanoTime() - start) / 1e8) / 10.0;
  }

  /** Seconds of each step so far. */
  public synchronized Map<String, Double> stepSeconds() {
    Map<String, Double> rounded = new LinkedHashMap<>();
    seconds.forEach((name, value) -> rounded.put(name, Math.round(value * 10) / 10.0));
    return rounded;
  }

  private static String text(Object value) {
    if (value instanceof Long || value instanceof Integer) {
      return String.format(Locale.ROOT, "%,12d", ((Number) value).longValue());
    }
    return value instanceof Double d
        ? String.format(Locale.ROOT, "%,12.1f", d)
        : String.valueOf(value);
  }
}
