package org.melange.spark.enrich;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.melange.enrich.question.PromptTemplate;
import org.melange.run.JobException;
import org.melange.spark.io.HadoopFiles;

/** Reads the prompt template: a file of the user, or the default one in the jar. */
final class PromptFile {

  private static final String DEFAULT = "/prompts/description.txt";

  private PromptFile() {}

  /**
   * The text of a valid template.
   *
   * @param file empty for the default
   * @throws JobException if the file cannot be read or is not a valid template
   */
  static String read(String file) {
    try {
      String text = file.isEmpty() ? defaultText() : HadoopFiles.read(file);
      PromptTemplate.parse(text);
      return text;
    } catch (IllegalArgumentException e) {
      throw JobException.usage("enrich.prompt-file " + file + ": " + e.getMessage());
    } catch (IOException e) {
      throw HadoopFiles.failure("reading enrich.prompt-file " + file, e);
    }
  }

  private static String defaultText() {
    try (InputStream in = PromptFile.class.getResourceAsStream(DEFAULT)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + DEFAULT + " from the jar", e);
    }
  }
}
