package org.melange.sample.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.sample.flag.Outline.At;
import org.melange.sample.flag.Outline.Rect;

class FlagTokensTest {

  @Test
  void areReadInTheirOrder() {
    FlagTokens tokens = new FlagTokens("  rect\tred .1 .2  .3 .4 ");
    assertThat(tokens.word()).isEqualTo("rect");
    assertThat(tokens.color()).isEqualTo(new Color(0xda121a));
    assertThat(tokens.rect()).isEqualTo(new Rect(.1, .2, .3, .4));
    assertThat(tokens.hasMore()).isFalse();
    tokens.end();
  }

  @Test
  void cornersGoToTheEnd() {
    FlagTokens tokens = new FlagTokens("0,1 .5,-2 3,4");
    assertThat(tokens.corners()).containsExactly(new At(0, 1), new At(.5, -2), new At(3, 4));
    assertThat(tokens.corners()).isEmpty();
  }

  @Test
  void anOptionalNumberHasADefault() {
    FlagTokens tokens = new FlagTokens("1 2");
    assertThat(tokens.at()).isEqualTo(new At(1, 2));
    assertThat(tokens.numberOr(7)).isEqualTo(7);
    assertThat(new FlagTokens("3").numberOr(7)).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "100, 100", "7.0, 7"})
  void countsAreIntegers(String word, int count) {
    assertThat(new FlagTokens(word).count()).isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "101", "1.5", "-3", "NaN", "Infinity"})
  void countsAreFromOneToAHundred(String word) {
    assertThatThrownBy(() -> new FlagTokens(word).count())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not an integer from 1 to 100");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1,2,3", ",", "a,1"})
  void cornersAreTwoNumbers(String word) {
    assertThatThrownBy(() -> new FlagTokens(word).corner())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"#0a0B0c, 658188", "white, 16777215", "grey, 10132122", "green, 31293"})
  void coloursAreNamedOrHexadecimal(String name, int rgb) {
    assertThat(Palette.parse(name).getRGB() & 0xffffff).isEqualTo(rgb);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pink", "#12345", "#1234567", "#12345g", "White", ""})
  void otherColoursAreUnknown(String name) {
    assertThatThrownBy(() -> Palette.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown colour '" + name + "'")
        .hasMessageContaining("[black, blue, gold, green, grey, red, white, yellow]");
  }
}
