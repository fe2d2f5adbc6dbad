package org.melange.link.model;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.melange.clip.ClipModel;
import org.melange.clip.tokenizer.ClipTokenizer;
import org.melange.config.Precision;
import org.melange.mmoe.Gate;
import org.melange.mmoe.GateStatistics;
import org.melange.mmoe.Weights;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.tensor.Safetensors;
import org.melange.tensor.TensorSource;
import org.melange.tensor.WeightsException;

/** Reads a model from the files of its {@link ModelDirectory}. */
final class ModelReader {

  private static final String STATISTICS = "gate_statistics.";

  private ModelReader() {}

  /**
   * Reads a model and checks every file against the manifest.
   *
   * @param precision of CLIP's computation; the matcher stays in float32
   * @throws JobException if a file is missing, damaged or does not fit the others, or half
   *     precision is requested on a CPU
   */
  static LinkingModel load(Path directory, Precision precision, Device device) {
    if (precision != Precision.FLOAT32 && !device.isGpu()) {
      throw JobException.usage(
          "features.precision = float16 is for GPUs: on a CPU it is a hundred times slower");
    }
    ModelDirectory files = new ModelDirectory(directory);
    Manifest manifest = files.verified();
    try {
      ModelConfig config = ModelConfig.parse(Files.readString(files.config()));
      Parts parts =
          new Parts(
              config,
              ClipModel.load(files.clip(), DataType.valueOf(precision.name()), device),
              ClipTokenizer.load(files.tokenizer(), config.textLength()));
      if (config.zeroShot().isPresent()) {
        return parts.model(ModelReader::none, Optional.empty(), manifest.version(), device);
      }
      try (TensorSource weights = Safetensors.open(files.matcherWeights())) {
        return parts.model(
            weights(directory, weights), statistics(config, weights), manifest.version(), device);
      }
    } catch (IllegalArgumentException | WeightsException e) {
      throw JobException.input("model " + directory + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading the model " + directory, e);
    }
  }

  /** What every model has. */
  private record Parts(ModelConfig config, ClipModel clip, ClipTokenizer tokenizer) {

    LinkingModel model(
        Weights weights, Optional<GateStatistics> statistics, String version, Device device) {
      return new LinkingModel(config, clip, tokenizer, weights, statistics, version, device);
    }
  }

  /** The weights of a model without a matcher. */
  static float[] none(String name, long... shape) {
    throw new IllegalStateException("a zero-shot model has no parameter " + name);
  }

  /**
   * Checks that a model can score, without loading it.
   *
   * @throws JobException if it has the published gate and no gate statistics, or its weights cannot
   *     be read
   */
  static void requireStatistics(Path directory, ModelConfig config) {
    if (config.zeroShot().isPresent()) {
      return;
    }
    try (TensorSource weights = Safetensors.open(new ModelDirectory(directory).matcherWeights())) {
      if (config.matcher().gate() == Gate.PUBLISHED && statistics(config, weights).isEmpty()) {
        throw withoutStatistics(directory.toString());
      }
    } catch (WeightsException e) {
      throw JobException.input("model " + directory + ": " + e.getMessage(), e);
    }
  }

  /** The error of a model that has the published gate and no statistics. */
  static JobException withoutStatistics(String model) {
    return JobException.input(
        "model "
            + model
            + " has no gate statistics, which scores need: train it (jobs/train), or make it"
            + " without --for-training");
  }

  private static Weights weights(Path directory, TensorSource source) {
    return (name, shape) -> {
      if (!source.names().contains(name)) {
        throw JobException.input("model " + directory + ": mmoe.safetensors has no tensor " + name);
      }
      return source.read(name);
    };
  }

  private static Optional<GateStatistics> statistics(ModelConfig config, TensorSource weights) {
    boolean present = weights.names().stream().anyMatch(name -> name.startsWith(STATISTICS));
    return present
        ? Optional.of(GateStatistics.fromTensors(config.matcher().experts(), weights::read))
        : Optional.empty();
  }
}
