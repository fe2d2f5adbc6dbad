package org.melange.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PairsTest {

  @Test
  void pairsAreMentionsWithTheirAnswers() {
    Pairs<String> pairs =
        new Pairs<>(examples("m0", "m1", "m2"), examples("e0", "e1"), new int[] {1, 0, 1});
    assertThat(pairs.size()).isEqualTo(3);
    assertThat(pairs.get(0)).isEqualTo(new MentionPair<>("m0", "e1"));
    assertThat(pairs.get(1)).isEqualTo(new MentionPair<>("m1", "e0"));
    assertThat(pairs.id(2)).isEqualTo("2");
    assertThat(pairs.subject(2)).isEqualTo("2");
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
