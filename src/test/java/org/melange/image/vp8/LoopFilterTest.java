package org.melange.image.vp8;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties of the filters of RFC 6386, section 15, on planes of two by two macroblocks. */
class LoopFilterTest {

  private final Plane luma = new Plane(32, 32);
  private final Plane blue = new Plane(16, 16);
  private final Plane red = new Plane(16, 16);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void flatPlanesStayFlat(boolean simple) {
    for (Plane plane : new Plane[] {luma, blue, red}) {
      Arrays.fill(plane.samples, (byte) 200);
    }
    filter(simple, 63, 0, true);
    for (Plane plane : new Plane[] {luma, blue, red}) {
      assertThat(plane.samples).containsOnly((byte) 200);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSmallStepBetweenMacroblocksIsSmoothed(boolean simple) {
    step(luma, 16, 100, 108);
    filter(simple, 30, 0, false);
    for (int y = 0; y < 32; y++) {
      int before = luma.samples[luma.at(15, y)] & 0xff;
      int behind = luma.samples[luma.at(16, y)] & 0xff;
      assertThat(before).isGreaterThan(100);
      assertThat(behind).isLessThan(108).isGreaterThanOrEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLargeStepIsAnEdgeOfTheImageAndStays(boolean simple) {
    step(luma, 16, 20, 220);
    byte[] before = luma.samples.clone();
    filter(simple, 63, 0, true);
    assertThat(luma.samples).isEqualTo(before);
  }

  @Test
  void edgesWithinAMacroblockAreFilteredOnlyIfAsked() {
    step(luma, 4, 100, 108);
    byte[] before = luma.samples.clone();
    filter(false, 30, 0, false);
    assertThat(luma.samples).isEqualTo(before);
    filter(false, 30, 0, true);
    assertThat(luma.samples[luma.at(4, 8)]).isLessThan((byte) 108);
  }

  @Test
  void theSimpleFilterLeavesColorsAlone() {
    step(blue, 8, 100, 108);
    byte[] before = blue.samples.clone();
    filter(true, 30, 0, true);
    assertThat(blue.samples).isEqualTo(before);
    filter(false, 30, 0, true);
    assertThat(blue.samples).isNotEqualTo(before);
  }

  @Test
  void aLevelOfZeroFiltersNothing() {
    new Random(43).nextBytes(luma.samples);
    byte[] before = luma.samples.clone();
    filter(false, 0, 0, true);
    assertThat(luma.samples).isEqualTo(before);
    assertThat(strength(false, 0, 0).off()).isTrue();
    assertThat(strength(false, 1, 0).off()).isFalse();
  }

  @Test
  void sharpnessKeepsTextureBesideAnEdge() {
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        luma.samples[luma.at(x, y)] = (byte) (100 + (x % 2 == 0 ? 0 : 12));
      }
    }
    byte[] before = luma.samples.clone();
    filter(false, 30, 7, true);
    assertThat(luma.samples).isEqualTo(before);
    filter(false, 30, 0, true);
    assertThat(luma.samples).isNotEqualTo(before);
  }

  /** What is above the first row and at the left of the first column belongs to no macroblock. */
  @Test
  void bordersAreNeverChanged() {
    for (Plane plane : new Plane[] {luma, blue, red}) {
      new Random(43).nextBytes(plane.samples);
    }
    byte[] before = luma.samples.clone();
    filter(false, 63, 0, true);
    for (int i = -1; i < 32; i++) {
      assertThat(luma.samples[luma.at(i, -1)]).isEqualTo(before[luma.at(i, -1)]);
      assertThat(luma.samples[luma.at(-1, i)]).isEqualTo(before[luma.at(-1, i)]);
    }
  }

  private static void step(Plane plane, int column, int low, int high) {
    for (int i = 0; i < plane.samples.length; i++) {
      plane.samples[i] = (byte) (i % plane.stride - 1 < column ? low : high);
    }
  }

  private void filter(boolean simple, int level, int sharpness, boolean inner) {
    LoopFilter filter = new LoopFilter(strength(simple, level, sharpness), luma, blue, red);
    for (int i = 0; i < 4; i++) {
      filter.filter(i % 2, i / 2, 0, false, inner);
    }
  }

  private static LoopFilter.Strength strength(boolean simple, int level, int sharpness) {
    byte[] data =
        new BoolEncoder()
            .flag(false)
            .flag(simple)
            .number(level, 6)
            .number(sharpness, 3)
            .flag(false)
            .finish();
    BoolDecoder bits = new BoolDecoder(data, 0, data.length);
    return new LoopFilter.Strength(bits, new Segments(bits));
  }
}
