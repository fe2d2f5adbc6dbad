package org.melange.job.bench;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.melange.clip.ClipConfig;
import org.melange.clip.engine.EngineBenchmark;
import org.melange.config.FeatureSettings.DeviceChoice;
import org.melange.config.Precision;
import org.melange.config.TensorEngine;
import org.melange.link.model.LinkingModel;
import org.melange.run.JobException;
import org.melange.run.Summary;
import org.melange.tensor.WeightsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code jobs/bench clip-text} and {@code clip-image} share. */
abstract class ClipBench implements Callable<Summary> {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A CLIP's config.json (default: ViT-B/32's shape). Weights are random.")
  Path config;

  @Option(names = "--threads", paramLabel = "T", description = "Threads of a CPU.")
  int threads = 2;

  @Option(names = "--seconds", paramLabel = "S", description = "How long to measure.")
  double seconds = 10;

  @Option(names = "--device", paramLabel = "DEVICE", description = "auto, cpu or gpu.")
  DeviceChoice device = DeviceChoice.AUTO;

  @Option(names = "--precision", paramLabel = "TYPE", description = "float32, or float16 on a GPU.")
  Precision precision = Precision.FLOAT32;

  abstract EngineBenchmark.Tower tower();

  abstract int batch();

  abstract int tokens();

  @Override
  public Summary call() {
    TensorEngine.prepare(threads);
    boolean half = precision == Precision.FLOAT16;
    Device where = device();
    if (half && !where.isGpu()) {
      throw JobException.usage("float16 is for GPUs: on a CPU it is a hundred times slower");
    }
    EngineBenchmark trial = new EngineBenchmark(shape(), half, where, batch(), seconds);
    return new Summary(trial.run(tower(), tokens()))
        .with("batch", batch())
        .with("device", where.toString())
        .with("precision", precision.name().toLowerCase(java.util.Locale.ROOT))
        .with("threads", threads);
  }

  private ClipConfig shape() {
    try {
      return config == null ? ClipConfig.vitB32() : ClipConfig.read(config);
    } catch (WeightsException e) {
      throw JobException.input(e.getMessage(), e);
    }
  }

  private Device device() {
    int gpus = device == DeviceChoice.CPU ? 0 : LinkingModel.gpus();
    if (device == DeviceChoice.GPU && gpus == 0) {
      throw JobException.usage("there is no GPU here that libtorch can use");
    }
    return gpus > 0 ? Device.gpu(0) : Device.cpu();
  }

  /** {@code jobs/bench clip-text}. */
  @Command(
      name = "clip-text",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      usageHelpWidth = 110,
      showDefaultValues = true,
      description = {"Encodes texts with CLIP.", ""})
  static final class Text extends ClipBench {

    @Option(names = "--batch", paramLabel = "B", description = "Texts at once.")
    int batch = 64;

    @Option(names = "--tokens", paramLabel = "T", description = "Tokens of a text.")
    int tokens = 50;

    @Override
    EngineBenchmark.Tower tower() {
      return EngineBenchmark.Tower.TEXT;
    }

    @Override
    int batch() {
      return batch;
    }

    @Override
    int tokens() {
      return tokens;
    }
  }

  /** {@code jobs/bench clip-image}. */
  @Command(
      name = "clip-image",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      usageHelpWidth = 110,
      showDefaultValues = true,
      description = {"Encodes images with CLIP.", ""})
  static final class Image extends ClipBench {

    @Option(names = "--batch", paramLabel = "B", description = "Images at once.")
    int batch = 32;

    @Override
    EngineBenchmark.Tower tower() {
      return EngineBenchmark.Tower.IMAGE;
    }

    @Override
    int batch() {
      return batch;
    }

    @Override
    int tokens() {
      return 0;
    }
  }
}
