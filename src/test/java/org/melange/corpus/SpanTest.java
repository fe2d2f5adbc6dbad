package org.melange.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SpanTest {

  @Test
  void countsCodePoints() {
    assertThat(new Span(2, 6).of("🌍 Rome")).isEqualTo("Rome");
    assertThat(new Span(2, 6).inside("🌍 Rome")).isTrue();
    assertThat(new Span(2, 7).inside("🌍 Rome")).isFalse();
    assertThatThrownBy(() -> new Span(2, 7).of("🌍 Rome"))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void isNeitherEmptyNorNegative() {
    assertThatThrownBy(() -> new Span(3, 3)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Span(-1, 3)).isInstanceOf(IllegalArgumentException.class);
  }
}
