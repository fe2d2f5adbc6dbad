package org.melange.train.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.nn.Parameter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.mmoe.Gate;
import org.melange.train.TinyModel;
import org.melange.train.data.Examples;
import org.melange.train.data.MentionPair;
import org.melange.train.data.Pairs;

class ParameterGroupTest {

  @Test
  void biasesDoNotDecay() {
    ParameterGroup group = new ParameterGroup(Map.of(), 1e-3, 0.1);
    assertThat(group.decayOf("a.weight")).isEqualTo(0.1);
    assertThat(group.decayOf("a.bias")).isZero();
    assertThat(group.decayOf("in_proj_bias_x")).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-1, 0", "NaN, 0", "1, -1", "1, NaN"})
  void ratesThatCannotBeUsedAreRefused(double rate, double decay) {
    assertThatThrownBy(() -> new ParameterGroup(Map.of(), rate, decay))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesTellTheModelsApart() {
    try (TinyModel model = TinyModel.of(Gate.PUBLISHED, 1)) {
      Map<String, Parameter> names = ParameterNames.of(model.projection(), model.matcher());
      assertThat(names).containsKeys("encoder.image_cls_fc.weight");
      assertThat(names.keySet())
          .allMatch(name -> name.startsWith("encoder.") || name.startsWith("matcher."));
      assertThat(names)
          .hasSize(
              model.projection().getParameters().size() + model.matcher().getParameters().size());
    }
  }

  @Test
  void pairsAreMentionsWithTheirAnswers() {
    Pairs<String> pairs =
        new Pairs<>(examples("m0", "m1", "m2"), examples("e0", "e1"), new int[] {1, 0, 1});
    assertThat(pairs.size()).isEqualTo(3);
    assertThat(pairs.get(0)).isEqualTo(new MentionPair<>("m0", "e1"));
    assertThat(pairs.get(1)).isEqualTo(new MentionPair<>("m1", "e0"));
    assertThat(pairs.id(2)).isEqualTo("2");
    assertThat(pairs.meant(2)).isEqualTo("2");
  }

  @Test
  void answersOutsideTheEntitiesAreRefused() {
    assertThatThrownBy(() -> new Pairs<>(examples("m"), examples("e"), new int[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("entity 1 of 1");
    assertThatThrownBy(() -> new Pairs<>(examples("m"), examples("e"), new int[] {-1}))
        .hasMessageContaining("entity -1 of 1");
    assertThatThrownBy(() -> new Pairs<>(examples("m"), examples("e"), new int[0]))
        .hasMessageContaining("0 answers for 1 mentions");
  }

  private static Examples<String> examples(String... values) {
    return new Examples<>() {
      @Override
      public int size() {
        return values.length;
      }

      @Override
      public String get(int i) {
        return List.of(values).get(i);
      }
    };
  }
}
