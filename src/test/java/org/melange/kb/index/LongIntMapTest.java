package org.melange.kb.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongIntMapTest {

  private final LongIntMap map = new LongIntMap();

  @Test
  void numbersKeysInTheOrderOfTheirFirstUse() {
    assertThat(map.intern(7)).isZero();
    assertThat(map.intern(-7)).isEqualTo(1);
    assertThat(map.intern(7)).isZero();
    assertThat(map.intern(0)).isEqualTo(2);
    assertThat(map.size()).isEqualTo(3);
  }

  @Test
  void doesNotAddKeysThatAreOnlyLookedUp() {
    assertThat(map.find(7)).isEqualTo(-1);
    assertThat(map.find(0)).isEqualTo(-1);
    assertThat(map.size()).isZero();
  }

  @Test
  void agreesWithHashMapOnRandomKeys() {
    Random random = new Random(43);
    Map<Long, Integer> expected = new HashMap<>();
    for (int i = 0; i < 40_000; i++) {
      // Keys with equal low bits fall into neighbouring slots.
      long key = random.nextBoolean() ? random.nextLong() : (long) random.nextInt(9_000) << 40;
      int number = expected.computeIfAbsent(key, k -> expected.size());
      assertThat(map.intern(key)).isEqualTo(number);
    }
    assertThat(map.size()).isEqualTo(expected.size());
    expected.forEach((key, number) -> assertThat(map.find(key)).isEqualTo(number));
    for (int i = 0; i < 1_000; i++) {
      long absent = random.nextLong();
      assertThat(map.find(absent)).isEqualTo(expected.getOrDefault(absent, -1));
    }
  }

  @Test
  void keepsNumbersWhenItGrows() {
    for (int i = 0; i < 10_000; i++) {
      map.intern(3L * i);
    }
    for (int i = 0; i < 10_000; i++) {
      assertThat(map.find(3L * i)).isEqualTo(i);
      assertThat(map.find(3L * i + 1)).isEqualTo(-1);
    }
  }
}
