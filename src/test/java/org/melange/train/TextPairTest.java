package org.melange.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.nn.Parameter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.clip.ClipModel;

/** The text tower alone: mentions, entities, and what the one is called by the other. */
class TextPairTest {

  private static final int END = 29;

  @TempDir Path folder;

  @Test
  void mentionsFindTheirEntitiesAndTheVisionTowerStays() {
    try (ClipModel clip = ClipPairs.model(1)) {
      float[] vision = values(clip, "vision_model.embeddings.class_embedding");
      RetrievalValidator validator = new RetrievalValidator(clip, pairs(12, 0), pairs(20, 0));
      double before = validator.mrr();
      TrainingRun run = Runs.of(Runs.options(80, 12, 1e-2), folder, validator);
      TrainingResult result = new ClipTrainer(clip).trainTexts(pairs(20, 0), run);
      assertThat(validator.mrr()).isGreaterThan(before).isGreaterThan(0.9);
      assertThat(result.history().get(1).mrr()).isPresent();
      assertThat(values(clip, "vision_model.embeddings.class_embedding")).isEqualTo(vision);
    }
  }

  @Test
  void paddingBehindTheEndChangesNothing() {
    try (ClipModel clip = ClipPairs.model(1)) {
      RetrievalValidator padded = new RetrievalValidator(clip, pairs(7, 0), pairs(20, 0));
      RetrievalValidator full = new RetrievalValidator(clip, pairs(7, 2), pairs(20, 2));
      assertThat(full.mrr()).isCloseTo(padded.mrr(), within(1e-9));
    }
  }

  @Test
  void gradientsAreSlopesOfTheLoss() {
    try (ClipModel clip = ClipPairs.model(1)) {
      TextPairObjective objective = new TextPairObjective(List.of(), pairs(6, 0), clip);
      Map<String, Parameter> parameters = new LinkedHashMap<>(ParameterNames.ofTexts(clip));
      parameters.putAll(ClipObjective.temperature(clip));
      GradientCheck.require(
          parameters, scope -> objective.loss(scope, new int[] {0, 1, 2, 3, 4, 5}), 0.05);
    }
  }

  @Test
  void pairsAreReadAsTheyWereWritten() {
    TextPairCodec codec = new TextPairCodec(6, 2);
    ByteBuffer buffer = ByteBuffer.allocate(codec.bytes());
    TextPair pair = pairs(20, 0).get(17);
    codec.write(pair, buffer);
    assertThat(buffer.hasRemaining()).isFalse();
    assertThat(codec.read(buffer.flip())).usingRecursiveComparison().isEqualTo(pair);
  }

  @Test
  void nothingToValidateOnIsRefused() {
    try (ClipModel clip = ClipPairs.model(1)) {
      assertThatThrownBy(() -> new RetrievalValidator(clip, pairs(0, 0), pairs(3, 0)))
          .hasMessageContaining("no mentions");
    }
  }

  private static float[] values(ClipModel clip, String name) {
    return clip.parameters().get(name).getArray().toFloatArray();
  }

  /** Entity i is called by two tokens, its mention by the same and another one. */
  private static Examples<TextPair> pairs(int size, int spare) {
    return new Examples<>() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public TextPair get(int i) {
        long[] left = {28, i % 7, i / 7, 20 + i % 5, END, END};
        long[] right = {28, i % 7, i / 7, END, END, END};
        return new TextPair(left, 5 + Math.min(spare, 1), right, 4 + spare, i % 7, i / 7);
      }
    };
  }
}
