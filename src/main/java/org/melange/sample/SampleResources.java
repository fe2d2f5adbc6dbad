package org.melange.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Reads the texts that lie beside this package's classes. */
final class SampleResources {

  private SampleResources() {}

  /** The lines of a resource, without blank ones and those that start with {@code //}. */
  static List<String> lines(String name) {
    try (InputStream in = SampleResources.class.getResourceAsStream(name)) {
      String text =
          new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(l -> !l.isBlank() && !l.startsWith("//")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + name, e);
    }
  }
}
