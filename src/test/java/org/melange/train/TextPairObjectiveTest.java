package org.melange.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.clip.ClipModel;
import org.melange.train.data.Examples;
import org.melange.train.data.TextPair;
import org.melange.train.data.TextPairCodec;

/** The text tower alone: mentions, entities, and what the one is called by the other. */
class TextPairObjectiveTest {

  private static final int END = 29;

  @TempDir Path directory;

  @Test
  void mentionsFindTheirEntitiesAndTheVisionTowerStays() {
    try (ClipModel clip = ClipPairs.model(1)) {
      float[] vision = values(clip, "vision_model.embeddings.class_embedding");
      RetrievalValidator validator = new RetrievalValidator(clip, pairs(12, 0), pairs(20, 0));
      double before = validator.mrr();
      TrainingContext run = Runs.of(Runs.options(80, 12, 1e-2), directory, validator);
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
      TextPairObjective objective = new TextPairObjective(List.of(), pairs(6, 0), clip, 0);
      Map<String, Parameter> parameters = new LinkedHashMap<>(ParameterNames.ofTexts(clip));
      parameters.putAll(ClipObjective.temperature(clip));
      GradientCheck.require(
          parameters, scope -> objective.loss(scope, new int[] {0, 1, 2, 3, 4, 5}), 0.05);
    }
  }

  @Test
  void gradientsOfSeveralPartsAreSlopesOfTheLoss() {
    try (ClipModel clip = ClipPairs.model(1)) {
      Examples<TextPair> many = named(pairs(49, 0), 70, 70);
      TextPairObjective objective = new TextPairObjective(List.of(), many, clip, 0);
      Map<String, Parameter> parameters = new LinkedHashMap<>(ParameterNames.ofTexts(clip));
      int[] batch = IntStream.range(0, 70).toArray();
      GradientCheck.require(parameters, scope -> objective.loss(scope, batch), 0.05);
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
  void ranksAreThoseOfAllProducts() {
    try (ClipModel clip = ClipPairs.model(1);
        NDManager manager = NDManager.newBaseManager()) {
      // more mentions than are scored together, several of one entity, and some others
      Examples<TextPair> mentions = named(pairs(150, 0), 300, 49);
      RetrievalValidator validator = new RetrievalValidator(clip, mentions, pairs(60, 0));
      List<long[]> left = IntStream.range(0, 300).mapToObj(i -> mentions.get(i).left()).toList();
      List<long[]> right = IntStream.range(0, 60).mapToObj(i -> mentions.get(i).right()).toList();
      float[] products =
          embeds(clip, manager, left)
              .matMul(embeds(clip, manager, right).transpose())
              .toFloatArray();
      double sum = 0;
      for (int m = 0; m < 300; m++) {
        float own = products[m * 60 + m % 49];
        int row = m * 60;
        sum += 1.0 / IntStream.range(row, row + 60).filter(i -> products[i] >= own).count();
      }
      assertThat(validator.mrr()).isCloseTo(sum / 300, within(1e-3));
    }
  }

  @Test
  void entitiesThatCannotBeToldApartCountAsBetter() {
    try (ClipModel clip = ClipPairs.model(1)) {
      Examples<TextPair> same =
          new Examples<>() {
            @Override
            public int size() {
              return 4;
            }

            @Override
            public TextPair get(int i) {
              return pairs(1, 0).get(0);
            }
          };
      assertThat(new RetrievalValidator(clip, same, same).mrr()).isEqualTo(0.25);
      assertThat(new RetrievalValidator(clip, named(same, 4, 1), named(same, 4, 1)).mrr())
          .isEqualTo(1);
    }
  }

  @Test
  void kindsOfGroupsAlternate() {
    try (ClipModel clip = ClipPairs.model(1)) {
      TextPairObjective objective = new TextPairObjective(List.of(), pairs(49, 0), clip, 0);
      for (int epoch = 1; epoch <= 4; epoch++) {
        int kind = epoch % 2;
        List<int[]> batches = objective.batches(Runs.options(4, 7, 1), epoch);
        assertThat(batches.stream().flatMapToInt(Arrays::stream).boxed())
            .hasSize(49)
            .doesNotHaveDuplicates();
        assertThat(batches)
            .allMatch(
                batch ->
                    Arrays.stream(batch).map(i -> kind == 0 ? i % 7 : i / 7).distinct().count()
                        == 1);
      }
    }
  }

  private static NDArray embeds(ClipModel clip, NDManager manager, List<long[]> texts) {
    return clip.text(manager, texts.toArray(long[][]::new)).embeds();
  }

  /** Over and over the same, example i being of entity i % {@code entities}. */
  private static Examples<TextPair> named(Examples<TextPair> pairs, int size, int entities) {
    return new Examples<>() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public TextPair get(int i) {
        return pairs.get(i % pairs.size());
      }

      @Override
      public String subject(int i) {
        return Integer.toString(i % entities);
      }
    };
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
