package org.melange.job.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.melange.run.JobException;

/**
 * The speed of a Python library at the same work: a script that prints one line of JSON with {@code
 * items_per_second} and {@code version}.
 *
 * @param library the module that the script needs
 * @param script its name among the resources
 * @param arguments of the script
 */
record PythonAnchor(String library, String script, List<String> arguments) {

  /**
   * What a script measured.
   *
   * @param itemsPerSecond items a second
   * @param version library and version
   */
  record Result(double itemsPerSecond, String version) {}

  /** Whether an interpreter is there and has the library. */
  boolean available(String python) {
    try {
      return run(List.of(python, "-c", "import " + library)).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Runs the script.
   *
   * @throws JobException if it fails
   */
  Result measure(String python) {
    Path file = null;
    try {
      file = Files.createTempFile("melange-", "-" + script);
      try (InputStream in = PythonAnchor.class.getResourceAsStream(script)) {
        Files.write(file, in.readAllBytes());
      }
      List<String> command = new ArrayList<>(List.of(python, file.toString()));
      command.addAll(arguments);
      JsonNode result =
          new ObjectMapper()
              .readTree(run(command).orElseThrow(() -> JobException.input(script + " failed")));
      return new Result(
          result.path("items_per_second").asDouble(), result.path("version").asText());
    } catch (IOException e) {
      throw new UncheckedIOException("running " + script, e);
    } finally {
      if (file != null) {
        file.toFile().delete();
      }
    }
  }

  /** What a command prints; empty if it fails. */
  private static Optional<String> run(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return process.waitFor() == 0 ? Optional.of(out) : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroy();
      return Optional.empty();
    }
  }
}
