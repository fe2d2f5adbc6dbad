package org.melange.job.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.melange.run.Manifest;

/** The model that ships with Melange: {@code conf/models/demo}, made by {@code jobs/train-demo}. */
final class DemoModel {

  private static final String PACKED = "/models/demo/";

  /** The manifest comes last: a model without a manifest is incomplete. */
  private static final List<String> FILES =
      List.of(
          "config.json",
          "mmoe.safetensors",
          "calibration.json",
          "clip/config.json",
          "clip/model.safetensors",
          "clip/tokenizer.json",
          Manifest.FILE);

  private DemoModel() {}

  /** Writes the model's files to {@code folder}, over an earlier one if there is one. */
  static Path unpack(Path folder) {
    try {
      Files.createDirectories(folder.resolve("clip"));
      for (String name : FILES) {
        copy(name, folder.resolve(name));
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("unpacking the demo model to " + folder, e);
    }
  }

  private static void copy(String name, Path to) throws IOException {
    try (InputStream in = DemoModel.class.getResourceAsStream(PACKED + name)) {
      if (in == null) {
        Files.deleteIfExists(to);
      } else {
        Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
