package org.melange.link.lexical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Numbers and weights of words, and lists of numbers. */
class VocabularyTest {

  @Test
  void rareWordsWeighMore() {
    Vocabulary.Builder builder = new Vocabulary.Builder();
    int[] first = builder.add(new String[] {"of", "hill", "of"});
    builder.add(new String[] {"of", "sea"});
    builder.add(new String[] {});
    Vocabulary words = builder.build();
    assertThat(first[0]).isEqualTo(first[2]).isNotEqualTo(first[1]);
    assertThat(words.weight(first[0])).isCloseTo((float) Math.log(4.0 / 3), within(1e-6f));
    assertThat(words.weight(first[1])).isCloseTo((float) Math.log(4.0 / 2), within(1e-6f));
    assertThat(words.find(new String[] {"hill", "lake"}))
        .containsExactly(first[1], Vocabulary.UNKNOWN);
    assertThat(words.weight(Vocabulary.UNKNOWN)).isCloseTo((float) Math.log(4), within(1e-6f));
  }

  @Test
  void manyWordsAreNumbered() {
    Vocabulary.Builder builder = new Vocabulary.Builder();
    String[] many = IntStream.range(0, 5_000).mapToObj(i -> "word" + i).toArray(String[]::new);
    int[] numbers = builder.add(many);
    assertThat(Arrays.stream(numbers).distinct().count()).isEqualTo(5_000);
    assertThat(builder.build().find(many)).isEqualTo(numbers);
  }

  @Test
  void listsAreKeptApart() {
    IntLists.Builder builder = new IntLists.Builder();
    for (int i = 0; i < 200; i++) {
      builder.add(IntStream.range(0, i % 7).map(v -> v * 2).toArray());
    }
    IntLists lists = builder.build();
    assertThat(builder.size()).isEqualTo(200);
    for (int i = 0; i < 200; i++) {
      assertThat(lists.length(i)).isEqualTo(i % 7);
      assertThat(lists.contains(i, 2)).isEqualTo(i % 7 > 1);
      assertThat(lists.contains(i, 3)).isFalse();
    }
    assertThat(lists.value(lists.from(6) + 5)).isEqualTo(10);
  }

  @Test
  void stemsAndInitials() {
    assertThat(Words.stems(new String[] {"football", "sea"})).containsExactly("footb", "sea");
    assertThat(Words.initials(new String[] {"bank", "of", "england"}))
        .containsExactlyInAnyOrder("boe".hashCode(), "be".hashCode());
    assertThat(Words.initials(new String[] {"bank"})).isEmpty();
    assertThat(Words.ofText(" ")).isEmpty();
  }
}
