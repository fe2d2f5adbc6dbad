package org.melange.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.clip.ClipModel;
import org.melange.config.Precision;
import org.melange.mmoe.Gate;
import org.melange.run.JobException;
import org.melange.tensor.Autocast;
import org.melange.train.optimizer.GradScaler;
import org.melange.train.optimizer.ParameterGroup;

/** Trainings whose large products are of float16. */
@Tag("slow") // a CPU computes float16 a hundred times as slowly
class MixedPrecisionTest {

  private static final TrainingOptions HALF = Runs.options(4, 8, 1e-3, Precision.FLOAT16);

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Gate.class)
  void lossFallsByHalf(Gate gate) {
    List<Double> losses = losses(gate, Runs.options(30, 8, 1e-2, Precision.FLOAT16), "half");
    assertThat(losses.get(29)).isLessThan(losses.get(0) / 2);
    assertThat(losses)
        .isNotEqualTo(losses(gate, Runs.options(30, 8, 1e-2), "single"))
        .allMatch(Double::isFinite);
  }

  @Test
  void clipLearnsInItToo() {
    try (ClipModel clip = ClipPairs.model(1)) {
      TrainingOptions options = Runs.options(60, 16, 5e-3, Precision.FLOAT16);
      List<Double> losses =
          losses(new ClipTrainer(clip).train(new ClipPairs(16, 5), Runs.of(options, directory)));
      assertThat(losses.get(59)).isLessThan(losses.get(0) / 2);
      assertThat(ParameterNames.of(clip).values())
          .allMatch(p -> p.getArray().getDataType() == DataType.FLOAT32);
    }
  }

  @Test
  void aKilledRunGoesOnToTheSameLosses() {
    PlantedExamples examples = new PlantedExamples(21, 0.5, 1);
    List<Double> whole = losses(Gate.TOKEN, HALF, "whole");
    try (TinyModel killed = TinyModel.of(Gate.TOKEN, 3);
        TinyModel fresh = TinyModel.of(Gate.TOKEN, 77)) {
      TrainingContext run = Runs.of(HALF, directory.resolve("killed"));
      assertThatThrownBy(() -> killed.trainer().train(examples, Runs.killedAfter(2, run)))
          .isInstanceOf(Runs.Killed.class);
      assertThat(losses(fresh.trainer().train(examples, run))).isEqualTo(whole);
    }
  }

  @Test
  void aGradientThatIsTooLargeHalvesTheScaleAndNothingIsLearnedFromIt() throws IOException {
    try (NDManager model = NDManager.newBaseManager()) {
      // the loss's gradient, 2^16 times, is no number of float16; 2^15 times it is
      Line line = new Line(model, NDArray::sum);
      TrainingContext run = Runs.of(Runs.options(2, 1, 1e-3, Precision.FLOAT16), directory);
      TrainingLoop.run(line, run);
      assertThat(progress(2).scale()).isEqualTo(new GradScaler(32_768, 2 * Line.EXAMPLES - 1));
      assertThat(line.steps).isEqualTo(2 * Line.EXAMPLES - 1);
      assertThat(line.weights()).doesNotContain(1f, Float.NaN);
      assertThatThrownBy(() -> TrainingLoop.run(line, Runs.of(Runs.options(3, 1, 1e-3), directory)))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("precision=float16");
    }
  }

  @Test
  void aGradientThatOverflowsAtAnyScaleStopsTheTraining() {
    try (NDManager model = NDManager.newBaseManager()) {
      Line line = new Line(model, y -> y.sub(y).sqrt().sum());
      TrainingContext run = Runs.of(Runs.options(9, 1, 1e-3, Precision.FLOAT16), directory);
      assertThatThrownBy(() -> TrainingLoop.run(line, run))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("the gradient's norm is NaN");
      assertThat(line.steps).isZero();
      assertThat(line.weights()).containsOnly(1f);
      assertThat(directory.resolve("diverged-batch.txt")).isNotEmptyFile();
    }
  }

  @Test
  void aLossThatIsNotFiniteStopsTheTraining() throws IOException {
    PlantedExamples examples = new PlantedExamples(16, 0.5, 1).spoilt(11);
    try (TinyModel model = TinyModel.of(Gate.PUBLISHED, 3)) {
      assertThatThrownBy(() -> model.trainer().train(examples, Runs.of(HALF, directory)))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("epoch 1, batch");
      assertThat(Files.readString(directory.resolve("diverged-batch.txt"))).contains("mention-11");
    }
  }

  private Progress progress(int epoch) throws IOException {
    return Progress.ofJson(
        Files.readAllBytes(
            directory.resolve(String.format(Locale.ROOT, "checkpoint-%04d/progress.json", epoch))));
  }

  private List<Double> losses(Gate gate, TrainingOptions options, String name) {
    PlantedExamples examples = new PlantedExamples(21, 0.5, 1);
    try (TinyModel model = TinyModel.of(gate, 3)) {
      return losses(model.trainer().train(examples, Runs.of(options, directory.resolve(name))));
    }
  }

  private static List<Double> losses(TrainingResult result) {
    return result.history().stream().map(report -> report.loss().total()).toList();
  }

  /** One linear layer, all weights 1, its output made a loss. */
  private static final class Line implements Objective {

    static final int EXAMPLES = 5;

    private final Parameter weight =
        Parameter.builder()
            .setName("weight")
            .setType(Parameter.Type.WEIGHT)
            .optShape(new Shape(3, 4))
            .optRequiresGrad(false)
            .build();
    private final UnaryOperator<NDArray> loss;
    private int steps;

    Line(NDManager model, UnaryOperator<NDArray> loss) {
      this.loss = loss;
      weight.setInitializer((manager, shape, type) -> manager.ones(shape));
      weight.initialize(model, DataType.FLOAT32);
    }

    float[] weights() {
      return weight.getArray().toFloatArray();
    }

    @Override
    public List<ParameterGroup> groups() {
      return List.of(new ParameterGroup(Map.of("weight", weight), 1e-3, 0));
    }

    @Override
    public int size() {
      return EXAMPLES;
    }

    @Override
    public String id(int example) {
      return "example " + example;
    }

    @Override
    public Loss loss(NDManager manager, int[] batch) {
      NDArray x = manager.ones(new Shape(batch.length, 4));
      return Loss.sum(Map.of("all", loss.apply(Autocast.linear(x, weight.getArray(), null))));
    }

    @Override
    public void stepped() {
      steps++;
    }
  }
}
