package org.melange.link.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.melange.mmoe.GateStatistics;
import org.melange.mmoe.ImageProjection;
import org.melange.mmoe.Matcher;
import org.melange.run.Manifest;
import org.melange.tensor.Safetensors;
import org.melange.tensor.Tensor;

/** Writes a model to the files of its {@link ModelDirectory}. */
final class ModelWriter {

  private ModelWriter() {}

  /**
   * Writes a model; its manifest last.
   *
   * @param config of the model, as it is written
   * @param tokenizer the {@code tokenizer.json} to copy
   * @param statistics the frozen gate statistics; empty for the token gate
   * @param facts what the model was made from, for its manifest
   */
  static Manifest save(
      LinkingModel model,
      ModelConfig config,
      Path directory,
      Path tokenizer,
      Optional<GateStatistics> statistics,
      Map<String, Object> facts) {
    ModelDirectory files = new ModelDirectory(directory);
    try {
      Files.createDirectories(files.clip());
      model.clip().save(files.clip());
      Files.copy(tokenizer, files.tokenizer(), StandardCopyOption.REPLACE_EXISTING);
      Files.writeString(files.config(), config.toJson());
    } catch (IOException e) {
      throw new UncheckedIOException("writing the model " + directory, e);
    }
    boolean matcher = config.zeroShot().isEmpty();
    if (matcher) {
      Safetensors.write(files.matcherWeights(), tensors(model, statistics), Map.of("format", "pt"));
    }
    return files.seal(matcher, facts);
  }

  /** Parameters of projections and matcher, and the statistics, in this order. */
  private static Map<String, Tensor> tensors(
      LinkingModel model, Optional<GateStatistics> statistics) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, long[]> projections = ImageProjection.parameterShapes(model.projection().widths());
    model
        .projection()
        .exportWeights()
        .forEach((name, data) -> tensors.put(name, new Tensor(projections.get(name), data)));
    Map<String, long[]> shapes = Matcher.parameterShapes(model.config().matcher());
    model
        .matcher()
        .exportWeights()
        .forEach(
            (name, data) ->
                tensors.put(LinkingModel.MATCHER + name, new Tensor(shapes.get(name), data)));
    long experts = model.config().matcher().experts();
    statistics
        .map(GateStatistics::toTensors)
        .orElse(Map.of())
        .forEach(
            (name, data) -> tensors.put(name, new Tensor(new long[] {experts, experts}, data)));
    return tensors;
  }
}
