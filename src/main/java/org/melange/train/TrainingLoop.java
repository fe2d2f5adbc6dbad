package org.melange.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.melange.config.Precision;
import org.melange.run.JobException;
import org.melange.tensor.Autocast;
import org.melange.train.optimizer.AdamW;
import org.melange.train.optimizer.GradScaler;

/**
 * The training loop: epochs of shuffled batches, validation, early stopping, a checkpoint per
 * epoch, the best weights at the end. The same seed and data give the same losses, also if the
 * training is resumed.
 */
final class TrainingLoop {

  /** DJL has one gradient collector per JVM, so concurrent trainings alternate. */
  private static final Object ONE_AT_A_TIME = new Object();

  private static final String DIVERGED = "diverged-batch.txt";

  private final Objective objective;
  private final TrainingContext run;
  private final TrainingOptions options;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Device device;
  private final Checkpoints checkpoints;
  private GradScaler scale;
  private double seconds;
  private int epochsHere;

  private TrainingLoop(Objective objective, TrainingContext run) {
    this.objective = objective;
    this.run = run;
    options = run.options();
    objective.groups().forEach(group -> parameters.putAll(group.parameters()));
    device = parameters.values().iterator().next().getArray().getDevice();
    checkpoints = new Checkpoints(run.directory(), parameters);
  }

  /**
   * Trains until the last epoch or early stopping. Parameters are frozen before and after.
   *
   * @throws JobException if the loss diverges, or the directory belongs to another training
   */
  static TrainingResult run(Objective objective, TrainingContext run) {
    if (objective.size() == 0) {
      throw JobException.input("there are no examples to train on");
    }
    return new TrainingLoop(objective, run).run();
  }

  private TrainingResult run() {
    try (AdamW optimizer = new AdamW(objective.groups(), options.epsilon())) {
      Progress progress = checkpoints.resume(objective.fingerprint(options), optimizer);
      scale = progress.epoch() == 0 ? GradScaler.of(options.precision()) : progress.scale();
      while (progress.epoch() < options.epochs() && progress.waited() < options.patience()) {
        progress = epoch(progress, optimizer);
      }
      if (progress.bestEpoch() > 0) {
        checkpoints.loadBest(progress);
      }
      return new TrainingResult(
          progress.history(), progress.bestEpoch() > 0 ? progress.bestEpoch() : progress.epoch());
    }
  }

  private Progress epoch(Progress before, AdamW optimizer) {
    int epoch = before.epoch() + 1;
    long start = System.nanoTime();
    LossValues loss = train(epoch, optimizer);
    double training = secondsSince(start);
    OptionalDouble mrr = validate(epoch);
    seconds += secondsSince(start);
    epochsHere++;
    EpochReport report =
        new EpochReport(
            epoch,
            loss,
            mrr,
            objective.size() / training,
            seconds / epochsHere * (options.epochs() - epoch));
    Progress after = before.after(report).with(scale);
    checkpoints.save(after, optimizer);
    LossLog.write(run.directory(), after.history());
    run.listener().epoch(report);
    return after;
  }

  private LossValues train(int epoch, AdamW optimizer) {
    LossValues.Mean mean = new LossValues.Mean();
    long start = System.nanoTime();
    parameters.values().forEach(parameter -> parameter.freeze(false));
    try {
      int number = 0;
      objective.startEpoch(epoch);
      for (int[] batch : objective.batches(options, epoch)) {
        number++;
        mean.add(step("epoch " + epoch + ", batch " + number, batch, optimizer), batch.length);
        run.listener().step(report(epoch, mean, start));
      }
    } finally {
      parameters.values().forEach(parameter -> parameter.freeze(true));
    }
    return mean.values();
  }

  private StepReport report(int epoch, LossValues.Mean mean, long start) {
    int done = Math.toIntExact(mean.examples());
    return new StepReport(
        epoch,
        options.epochs(),
        done,
        objective.size(),
        mean.values().total(),
        done / secondsSince(start));
  }

  private LossValues step(String where, int[] batch, AdamW optimizer) {
    LossValues values = backward(where, batch);
    try {
      optimizer.step(
          options.maxGradientNorm(),
          options.factor(optimizer.steps(), objective.size()),
          scale.factor());
      scale = scale.stepped();
      objective.stepped();
    } catch (ArithmeticException e) {
      if (!scale.canHalve()) {
        throw diverged(where, e.getMessage(), batch);
      }
      optimizer.skip();
      scale = scale.halved();
    }
    return values;
  }

  /** Runs the forward and backward pass. The gradients are those of the scaled loss. */
  private LossValues backward(String where, int[] batch) {
    synchronized (ONE_AT_A_TIME) {
      try (NDManager manager = NDManager.newBaseManager(device);
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        Loss loss = halved(() -> objective.loss(manager, batch));
        LossValues values = loss.values();
        if (!values.isFinite()) {
          throw diverged(where, "loss is " + values, batch);
        }
        NDArray scaled = scale.scaled(loss.total());
        halved(
            () -> {
              objective.backward(scaled, collector::backward);
              return scaled;
            });
        return values;
      }
    }
  }

  /** A computation in the precision of the training. */
  private <T> T halved(Supplier<T> computation) {
    return Autocast.half(options.precision() == Precision.FLOAT16, computation);
  }

  private OptionalDouble validate(int epoch) {
    boolean due = epoch % options.validateEvery() == 0 || epoch == options.epochs();
    return due && run.validator().isPresent()
        ? OptionalDouble.of(run.validator().get().mrr())
        : OptionalDouble.empty();
  }

  private JobException diverged(String where, String what, int[] batch) {
    Path file = run.directory().resolve(DIVERGED);
    List<String> ids = Arrays.stream(batch).mapToObj(objective::id).toList();
    try {
      Files.writeString(file, "# " + where + ": " + what + "\n" + String.join("\n", ids) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("training diverged, and " + file + " cannot be written", e);
    }
    return JobException.input(
        "training diverged in %s: %s. Its examples are listed in %s. Check that their features are"
                .formatted(where, what, file)
            + " finite, lower the learning rate or clip gradients");
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
