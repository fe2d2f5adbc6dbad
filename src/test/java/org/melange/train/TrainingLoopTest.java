package org.melange.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Precision;
import org.melange.run.JobException;
import org.melange.train.optimizer.LearningRateSchedule;
import org.melange.train.optimizer.ParameterGroup;

/** The loop on losses of a single number, which can be reckoned by hand. */
class TrainingLoopTest {

  @TempDir Path directory;
  private NDManager manager;
  private Parameter weight;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
    weight =
        Parameter.builder()
            .setName("weight")
            .setType(Parameter.Type.OTHER)
            .optShape(new Shape(1))
            .build();
    weight.setInitializer((owner, shape, type) -> owner.zeros(shape));
    weight.initialize(manager, DataType.FLOAT32);
    weight.freeze(true);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** Three examples; counts the steps. */
  private final class OneNumber implements Objective {
    private final Function<NDArray, NDArray> loss;
    private final List<Integer> batches = new ArrayList<>();
    private int steps;

    OneNumber(Function<NDArray, NDArray> loss) {
      this.loss = loss;
    }

    @Override
    public List<ParameterGroup> groups() {
      return List.of(new ParameterGroup(Map.of("weight", weight), 0.5, 0));
    }

    @Override
    public int size() {
      return 3;
    }

    @Override
    public String id(int example) {
      return "example-" + example;
    }

    @Override
    public Loss loss(NDManager scope, int[] batch) {
      batches.add(batch.length);
      NDArray value = loss.apply(weight.getArray());
      value.attach(scope);
      return new Loss(value, Map.of("all", value));
    }

    @Override
    public void stepped() {
      steps++;
    }
  }

  private boolean frozen() {
    return !weight.getArray().hasGradient();
  }

  private static TrainingOptions clipped(double longest) {
    return new TrainingOptions(
        2, 2, 0.5, 0, 1e-8, longest, 2, 3, 43, LearningRateSchedule.CONSTANT, Precision.FLOAT32);
  }

  @Test
  void aGradientThatIsNotFiniteStopsATrainingWithClipping() throws IOException {
    // the root's slope is infinite at 0, where its value is a number
    OneNumber objective = new OneNumber(w -> w.sqrt().sum());
    assertThatThrownBy(() -> TrainingLoop.run(objective, Runs.of(clipped(1), directory)))
        .isInstanceOf(JobException.class)
        .hasMessageContainingAll(
            "training diverged in epoch 1, batch 1",
            "the gradient's norm is Infinity",
            "diverged-batch.txt",
            "lower the learning rate");
    assertThat(Files.readAllLines(directory.resolve("diverged-batch.txt")))
        .hasSize(3)
        .allMatch(line -> line.startsWith("# epoch 1, batch 1: ") || line.startsWith("example-"));
    assertThat(weight.getArray().toFloatArray()).as("no step was taken").containsExactly(0);
    assertThat(objective.steps).isZero();
    assertThat(frozen()).as("frozen as before").isTrue();
    assertThat(directory.resolve("checkpoint-0001")).doesNotExist();
  }

  @Test
  void everyBatchIsAStepAndTheMeanIsOverExamples() {
    OneNumber objective = new OneNumber(w -> w.add(1).sum());
    TrainingResult result =
        TrainingLoop.run(objective, Runs.of(clipped(Double.POSITIVE_INFINITY), directory));
    assertThat(objective.batches).containsExactly(2, 1, 2, 1);
    assertThat(objective.steps).isEqualTo(4);
    // Adam's steps along an unchanging slope are as long as the rate: the losses are 1, 0.5, 0,
    // -0.5
    assertThat(weight.getArray().getFloat(0)).isCloseTo(-2, within(1e-5f));
    assertThat(result.history())
        .extracting(report -> (float) report.loss().total())
        .satisfiesExactly(
            first -> assertThat(first).isCloseTo((2 * 1 + 0.5f) / 3, within(1e-5f)),
            second -> assertThat(second).isCloseTo(-0.5f / 3, within(1e-5f)));
    assertThat(result.history().get(0).loss().parts()).containsOnlyKeys("all");
    assertThat(frozen()).isTrue();
  }

  @Test
  void theParametersAreFrozenWhileTheyAreValidated() {
    List<Boolean> states = new ArrayList<>();
    Validator validator =
        () -> {
          states.add(frozen());
          return 1;
        };
    OneNumber objective = new OneNumber(NDArray::sum);
    TrainingOptions options = clipped(1);
    TrainingLoop.run(
        objective, new TrainingContext(options, directory, Optional.of(validator), report -> {}));
    assertThat(states).containsExactly(true);
  }

  @Test
  void anErrorOfTheDiskIsReported() throws IOException {
    OneNumber objective = new OneNumber(w -> w.log().sum()); // −∞ at 0
    Files.createDirectories(directory.resolve("diverged-batch.txt"));
    assertThatThrownBy(() -> TrainingLoop.run(objective, Runs.of(clipped(1), directory)))
        .hasMessageContainingAll("training diverged, and", "diverged-batch.txt cannot be written");
  }
}
