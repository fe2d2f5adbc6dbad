package org.melange.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {

  @Test
  void distanceCountsInsertionsDeletionsAndReplacements() {
    assertThat(NearestName.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(NearestName.distance("", "abc")).isEqualTo(3);
    assertThat(NearestName.distance("abc", "")).isEqualTo(3);
    assertThat(NearestName.distance("abc", "abc")).isZero();
  }

  @Test
  void amongEqualsTheFirstInOrderIsTaken() {
    assertThat(NearestName.of("ab", List.of("ad", "ac"))).isEqualTo("ac");
    assertThat(NearestName.of("ab", List.of())).isEmpty();
  }
}
