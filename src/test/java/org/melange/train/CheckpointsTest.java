package org.melange.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.run.JobException;
import org.melange.train.optimizer.AdamW;
import org.melange.train.optimizer.GradScaler;
import org.melange.train.optimizer.ParameterGroup;

/** A training's directory after a process died at any point of writing to it. */
class CheckpointsTest {

  @TempDir Path dir;
  private Path directory;
  private NDManager manager;
  private Parameter weight;
  private AdamW optimizer;
  private Checkpoints checkpoints;

  @BeforeEach
  void open() {
    directory = dir.resolve("a/training");
    manager = NDManager.newBaseManager();
    weight =
        Parameter.builder()
            .setName("weight")
            .setType(Parameter.Type.OTHER)
            .optShape(new Shape(2))
            .build();
    weight.setInitializer((owner, shape, type) -> owner.create(new float[] {1, 2}, shape));
    weight.initialize(manager, DataType.FLOAT32);
    weight.freeze(true);
    optimizer = new AdamW(List.of(new ParameterGroup(Map.of("weight", weight), 0.1, 0)), 1e-4);
    checkpoints = new Checkpoints(directory, Map.of("weight", weight));
  }

  @AfterEach
  void close() {
    optimizer.close();
    manager.close();
  }

  @Test
  void anEmptyDirectoryIsAStart() {
    assertThat(directory).isEmptyDirectory();
    assertThat(checkpoints.resume("f", optimizer)).isEqualTo(Progress.start("f"));
    assertThat(values()).containsExactly(1, 2);
  }

  @Test
  void onlyTheLastAndTheBestAreKept() throws IOException {
    Progress progress = save(Progress.start("f"), 0.5, 10);
    assertThat(names()).containsExactly("best-0001.safetensors", "checkpoint-0001");
    progress = save(progress, 0.4, 20);
    assertThat(names()).containsExactly("best-0001.safetensors", "checkpoint-0002");
    Files.writeString(directory.resolve("losses.csv"), "of somebody else");
    progress = save(progress, 0.6, 30);
    assertThat(names()).containsExactly("best-0003.safetensors", "checkpoint-0003", "losses.csv");
    progress = save(progress, 0.1, 40);
    set(-1);
    checkpoints.loadBest(progress);
    assertThat(values()).containsExactly(30, 30);
    assertThat(checkpoints.resume("f", optimizer)).isEqualTo(progress);
    assertThat(values()).containsExactly(40, 40);
  }

  @Test
  void anIncompleteCheckpointIsIgnored() throws IOException {
    Progress first = save(Progress.start("f"), 0.5, 10);
    Files.createDirectories(directory.resolve("next.part"));
    Files.writeString(directory.resolve("next.part/weights.safetensors"), "truncate");
    Files.writeString(directory.resolve("next.part/of-an-older-version"), "");
    Files.writeString(directory.resolve("best-0002.safetensors"), "truncate");
    assertThat(checkpoints.resume("f", optimizer)).isEqualTo(first);
    assertThat(values()).containsExactly(10, 10);
    save(first, 0.6, 20);
    assertThat(names()).containsExactly("best-0002.safetensors", "checkpoint-0002");
    assertThat(directory.resolve("checkpoint-0002/of-an-older-version")).doesNotExist();
    set(-1);
    checkpoints.resume("f", optimizer);
    assertThat(values()).containsExactly(20, 20);
  }

  @Test
  void theOptimizerGoesOnWhereItWas() {
    step();
    step();
    save(Progress.start("f"), 0.5, 10);
    step();
    checkpoints.resume("f", optimizer);
    assertThat(optimizer.steps()).isEqualTo(2);
  }

  @Test
  void ofTwoCheckpointsTheLaterCounts() throws IOException {
    Progress first = save(Progress.start("f"), 0.5, 10);
    copy(directory.resolve("checkpoint-0001"), dir.resolve("old"));
    Progress second = save(first, 0.6, 20);
    copy(dir.resolve("old"), directory.resolve("checkpoint-0001"));
    Files.delete(directory.resolve("checkpoint-0001/weights.safetensors")); // on its way out
    assertThat(checkpoints.resume("f", optimizer)).isEqualTo(second);
    save(second, 0.7, 30);
    assertThat(names()).containsExactly("best-0003.safetensors", "checkpoint-0003");
  }

  @Test
  void epochsOfFiveDigitsComeAfterThoseOfFour() throws IOException {
    Progress many =
        new Progress("f", Collections.nCopies(9998, report(1, 0.5)), 1, 0.5, 0, GradScaler.NONE);
    Progress before = save(many, 0.6, 10);
    copy(directory.resolve("checkpoint-9999"), dir.resolve("old"));
    Progress after = save(before, 0.7, 20);
    copy(dir.resolve("old"), directory.resolve("checkpoint-9999"));
    assertThat(names()).contains("checkpoint-10000", "checkpoint-9999");
    assertThat(checkpoints.resume("f", optimizer).epoch()).isEqualTo(after.epoch());
    assertThat(values()).containsExactly(20, 20);
  }

  @Test
  void aCheckpointOfAnotherTrainingChangesNothing() {
    save(Progress.start("f"), 0.5, 10);
    set(5);
    assertThatThrownBy(() -> checkpoints.resume("g", optimizer))
        .isInstanceOf(JobException.class)
        .hasMessageContainingAll("checkpoint-0001", "(f)", "(g)", "another directory");
    assertThat(values()).containsExactly(5, 5);
  }

  @Test
  void whatCannotBeReadIsNamed() throws IOException {
    save(Progress.start("f"), 0.5, 10);
    Files.writeString(directory.resolve("checkpoint-0001/progress.json"), "{\"fing");
    assertThatThrownBy(() -> checkpoints.resume("f", optimizer))
        .hasMessageContainingAll("cannot read the checkpoint", "checkpoint-0001");
    Path file = Files.writeString(dir.resolve("file"), "");
    assertThatThrownBy(() -> new Checkpoints(file.resolve("x"), Map.of()))
        .hasMessageContaining("cannot create the training directory");
  }

  private void step() {
    weight.freeze(false);
    optimizer.step(Double.POSITIVE_INFINITY);
    weight.freeze(true);
  }

  /** One epoch further, its weights all {@code value}. */
  private Progress save(Progress before, double mrr, float value) {
    set(value);
    Progress after = before.after(report(before.epoch() + 1, mrr));
    checkpoints.save(after, optimizer);
    return after;
  }

  private static EpochReport report(int epoch, double mrr) {
    return new EpochReport(epoch, new LossValues(1, Map.of()), OptionalDouble.of(mrr), 1, 0);
  }

  private void set(float value) {
    weight.getArray().set(FloatBuffer.wrap(new float[] {value, value}));
  }

  private float[] values() {
    return weight.getArray().toFloatArray();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
