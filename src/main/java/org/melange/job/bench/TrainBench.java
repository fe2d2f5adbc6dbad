package org.melange.job.bench;

import ai.djl.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.melange.clip.ClipConfig;
import org.melange.config.Precision;
import org.melange.config.TensorEngine;
import org.melange.link.model.LinkingModel;
import org.melange.mmoe.Gate;
import org.melange.mmoe.ImageProjection;
import org.melange.mmoe.MatcherConfig;
import org.melange.run.Memory;
import org.melange.run.Summary;
import org.melange.train.TrainingBenchmark;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jobs/bench train}: examples that the matcher learns from in a second. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 110,
    showDefaultValues = true,
    description = {
      "Trains the matcher at the paper's size on random frozen features of ViT-B/32, and measures"
          + " the limit that",
      "matrix products set for forward and backward passes on the same device.",
      ""
    })
final class TrainBench implements Callable<Summary> {

  @Option(names = "--gate", paramLabel = "GATE", description = "published or token.")
  Gate gate = Gate.PUBLISHED;

  @Option(names = "--top-experts", paramLabel = "K", description = "Experts kept of four.")
  int topExperts = 2;

  @Option(names = "--precision", paramLabel = "P", description = "float32, or float16 on a GPU.")
  Precision precision = Precision.FLOAT32;

  @Option(names = "--batch", paramLabel = "B", description = "Examples a step.")
  int batch = 32;

  @Option(names = "--clip", description = "Train ViT-B/32 along, on random texts and images.")
  boolean clip;

  @Option(
      names = "--encode-batch",
      paramLabel = "N",
      description = "With --clip: examples that CLIP encodes at a time; 0 for all of a batch.")
  int encodeBatch;

  @Option(names = "--steps", paramLabel = "N", description = "Steps that are timed.")
  int steps = 40;

  @Option(names = "--threads", paramLabel = "T", description = "Threads of a CPU.")
  int threads = 2;

  @Override
  public Summary call() {
    TensorEngine.prepare(threads);
    Device device = LinkingModel.gpus() > 0 ? Device.gpu(0) : Device.cpu();
    try {
      return new Summary(measured(device, Files.createTempDirectory("melange-bench-train")))
          .with("gate", gate.code())
          .with("precision", precision.name().toLowerCase(Locale.ROOT))
          .with("batch", batch)
          .with("encode_batch", encodeBatch)
          .with("device", device.toString())
          .with("threads", threads)
          .with("peak_heap_mb", Memory.peakHeap() >> 20);
    } catch (IOException e) {
      throw new UncheckedIOException("creating a directory for checkpoints", e);
    }
  }

  private Map<String, Object> measured(Device device, Path directory) {
    MatcherConfig matcher = MatcherConfig.paper(topExperts, gate);
    if (clip) {
      return new JointTraining(ClipConfig.vitB32(), matcher, batch, encodeBatch, steps, precision)
          .run(device, directory);
    }
    return new TrainingBenchmark(
            matcher, new ImageProjection.Widths(512, 768, 96), 50, 50, batch, steps, precision)
        .run(device, directory);
  }
}
