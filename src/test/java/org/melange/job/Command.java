package org.melange.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A script of this checkout run as a process, with {@code SPARK_HOME} unset.
 *
 * @param code how it ended
 * @param out lines of standard output
 * @param err standard error
 */
public record Command(int code, List<String> out, String err) {

  private static final long MINUTES = 5;

  /** Runs {@code command} in {@code folder} to its end. */
  public static Command run(Path folder, String... command) {
    try {
      Path out = Files.createTempFile("melange-out", ".txt");
      Path err = Files.createTempFile("melange-err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().remove("SPARK_HOME");
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        throw new IllegalStateException(
            String.join(" ", command) + " did not end: " + Files.readString(err));
      }
      Command result =
          new Command(process.exitValue(), Files.readAllLines(out), Files.readString(err));
      Files.delete(out);
      Files.delete(err);
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException("running " + command[0], e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command[0], e);
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
