package org.melange.kb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Sets of numbers in bits. */
class EntitySetTest {

  @Test
  void aSetHasItsNumbersAndNoOthers() {
    Random random = new Random(43);
    for (long bound : new long[] {1, 64, 1_000, 1L << 40}) {
      Set<Long> numbers =
          LongStream.generate(() -> 1 + random.nextLong(bound))
              .limit(random.nextInt(400))
              .boxed()
              .collect(Collectors.toSet());
      EntitySet set = EntitySet.of(numbers.stream().mapToLong(number -> number).toArray());
      assertThat(set.size()).isEqualTo(numbers.size());
      assertThat(numbers).allMatch(set::test);
      LongStream.generate(() -> 1 + random.nextLong(bound))
          .limit(1_000)
          .forEach(number -> assertThat(set.test(number)).isEqualTo(numbers.contains(number)));
    }
    assertThat(EntitySet.of().test(1)).isFalse();
    assertThat(EntitySet.of(7, 7).size()).isEqualTo(1);
  }

  @Test
  void wordsThatDoNotAscendAreRefused() {
    EntitySet.Builder builder = new EntitySet.Builder();
    builder.add(3, 1);
    assertThatThrownBy(() -> builder.add(3, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("word 3 comes after 3");
  }
}
