package org.melange.spark.enrich;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.melange.enrich.question.PromptTemplate;
import org.melange.run.JobException;
import org.melange.spark.io.HadoopFiles;

/** The wording of questions: a file of the user's, or the one that ships in the jar. */
final class PromptFile {

  private static final String SHIPPED = "/prompts/description.txt";

  private PromptFile() {}

  /**
   * The text of the file, which is a template that works.
   *
   * @param file empty for the one that ships
   * @throws JobException if the file cannot be read or is no template
   */
  static String read(String file) {
    try {
      String text = file.isEmpty() ? shipped() : HadoopFiles.read(file);
      PromptTemplate.parse(text);
      return text;
    } catch (IllegalArgumentException e) {
      throw JobException.usage("enrich.prompt-file " + file + ": " + e.getMessage());
    } catch (IOException e) {
      throw HadoopFiles.failure("reading enrich.prompt-file " + file, e);
    }
  }

  private static String shipped() {
    try (InputStream in = PromptFile.class.getResourceAsStream(SHIPPED)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + SHIPPED + " from the jar", e);
    }
  }
}
