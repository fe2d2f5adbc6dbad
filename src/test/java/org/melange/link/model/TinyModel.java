package org.melange.link.model;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.melange.clip.tokenizer.BpeTrainer;
import org.melange.mmoe.GateStatistics;
import org.melange.mmoe.Side;
import org.melange.run.Manifest;

/** A model of the shape {@code models/tiny.json} with random weights, frozen on a few texts. */
final class TinyModel {

  static final Path SHAPE = Path.of("src/test/resources/models/tiny.json");
  static final List<String> TEXTS =
      List.of("Monaco [SEP] a flag", "Indonesia [SEP] another", "Chad [SEP] one more");

  private TinyModel() {}

  /** A tokenizer trained on {@link #TEXTS}. */
  static Path tokenizer(Path dir) {
    Path file = dir.resolve("words.json");
    BpeTrainer.train(TEXTS, ModelBuilder.vocabulary(SHAPE), file);
    return file;
  }

  /** Writes the model below {@code dir}, with gate statistics of {@link #TEXTS}. */
  static Path write(Path dir) {
    Path words = tokenizer(dir);
    Path folder = dir.resolve("model");
    try (LinkingModel model = assemble(SHAPE, words)) {
      model.save(folder, words, Optional.of(statistics(model)), Map.of("made_by", "test"));
    }
    return folder;
  }

  /** The model without statistics. */
  static LinkingModel assemble(Path shape, Path words) {
    return ModelBuilder.read(shape, Optional.empty(), Optional.empty(), words, 7)
        .build(Device.cpu());
  }

  /** The shape with {@code text} in the place of {@code part}. */
  static Path shape(Path dir, String part, String text) throws IOException {
    String json = Files.readString(SHAPE);
    if (!json.contains(part)) {
      throw new IllegalArgumentException("the shape has no " + part);
    }
    return Files.writeString(dir.resolve("shape.json"), json.replace(part, text));
  }

  /** Features of {@link #TEXTS} without images. */
  static List<EncodedFeatures> features(LinkingModel model) {
    return model.features(
        TEXTS, TEXTS.stream().map(t -> Optional.<org.melange.image.RgbImage>empty()).toList());
  }

  static GateStatistics statistics(LinkingModel model) {
    GateStatistics.Accumulator seen =
        new GateStatistics.Accumulator(model.config().matcher().experts());
    model.observe(features(model), Side.MENTION, seen);
    model.observe(features(model), Side.ENTITY, seen);
    return seen.freeze();
  }

  static Manifest manifest(Path folder) {
    return new ModelDirectory(folder).manifest();
  }
}
