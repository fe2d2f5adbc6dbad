package org.melange.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.link.model.FrozenFeatures;
import org.melange.mmoe.Gate;
import org.melange.train.data.Examples;
import org.melange.train.data.MentionPair;

/** A training of any length needs the memory of one step. */
class MemoryTest {

  private static final int BATCH = 4;

  @TempDir Path directory;

  @Test
  void stepsLeaveNothingInAnyManager() {
    requireFlat(150);
  }

  @Test
  @Tag("slow")
  void aThousandStepsLeaveNothingInAnyManager() {
    requireFlat(1000);
  }

  private void requireFlat(int steps) {
    try (TinyModel model = TinyModel.of(Gate.PUBLISHED, 3)) {
      NDManager weights = model.matcher().getParameters().valueAt(0).getArray().getManager();
      NDManager maps = model.projection().getParameters().valueAt(0).getArray().getManager();
      List<Integer> counts = new ArrayList<>();
      Examples<MentionPair<FrozenFeatures>> examples =
          new Counted(
              new PlantedExamples(16, 0.5, 1),
              BATCH * steps,
              () ->
                  counts.add(
                      weights.getManagedArrays().size()
                          + maps.getManagedArrays().size()
                          + weights.getParentManager().getManagedArrays().size()));
      model.trainer().train(examples, Runs.of(Runs.options(1, BATCH, 1e-4), directory));
      assertThat(counts).hasSize(BATCH * steps).containsOnly(counts.get(0));
    }
  }

  /** Few examples over and over; {@code look} is called for each. */
  private record Counted(PlantedExamples few, int size, Runnable look)
      implements Examples<MentionPair<FrozenFeatures>> {

    @Override
    public MentionPair<FrozenFeatures> get(int i) {
      look.run();
      return few.get(i % few.size());
    }
  }
}
