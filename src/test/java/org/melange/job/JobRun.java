package org.melange.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.melange.job.cli.Job;
import org.melange.run.ExitCode;

/**
 * A job run to its end in this JVM, with what it printed.
 *
 * @param code how it ended
 * @param out lines of standard output
 * @param err standard error
 */
public record JobRun(ExitCode code, List<String> out, String err) {

  /** Runs {@code job}; Spark is stopped afterwards, as in a process. */
  public static JobRun of(Job job, String... args) {
    return of(() -> Job.execute(job, args));
  }

  /** Runs a command that is no {@link Job}. */
  public static JobRun of(Supplier<ExitCode> command) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    try {
      ExitCode code = command.get();
      System.out.flush();
      return new JobRun(
          code,
          outBytes.toString(StandardCharsets.UTF_8).lines().toList(),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** The JSON object that ends standard output. */
  public JsonNode summary() {
    try {
      return new ObjectMapper().readTree(out.get(out.size() - 1));
    } catch (IOException e) {
      throw new UncheckedIOException("the last line is no JSON: " + out, e);
    }
  }
}
