package org.melange.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The shape files that ship inside the jar. */
public final class Shapes {

  private Shapes() {}

  /** A copy of {@code conf/models/NAME.json}. */
  public static Path named(String name) {
    try (InputStream in = Shapes.class.getResourceAsStream("/models/" + name + ".json")) {
      Path file = Files.createTempFile("melange-" + name, ".json");
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("unpacking models/" + name + ".json", e);
    }
  }
}
