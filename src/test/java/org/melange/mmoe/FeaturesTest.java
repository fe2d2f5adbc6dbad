package org.melange.mmoe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeaturesTest {

  private final NDManager manager = NDManager.newBaseManager(Device.cpu());

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void unpaddedFeaturesHaveAllTokensLive() {
    Features features = Features.unpadded(of(2, 4), of(2, 5, 4), of(2, 3), of(2, 6, 3));
    assertThat(features.size()).isEqualTo(2);
    assertThat(features.textLengths()).containsExactly(5, 5);
  }

  @Test
  void shapesThatDoNotFitTogetherAreRefused() {
    requireFault("text cls", () -> Features.unpadded(of(4), of(2, 5, 4), of(2, 3), of(2, 6, 3)));
    requireFault(
        "text tokens", () -> Features.unpadded(of(2, 4), of(2, 5, 9), of(2, 3), of(2, 6, 3)));
    requireFault(
        "image cls", () -> Features.unpadded(of(2, 4), of(2, 5, 4), of(1, 3), of(2, 6, 3)));
    requireFault(
        "image tokens", () -> Features.unpadded(of(2, 4), of(2, 5, 4), of(2, 3), of(2, 6, 9)));
  }

  @Test
  void lengthsMustCoverTheBatch() {
    int[] one = {5};
    assertThatThrownBy(() -> new Features(of(2, 4), of(2, 5, 4), of(2, 3), of(2, 6, 3), one))
        .hasMessageContaining("1 text lengths for a batch of 2");
  }

  private static void requireFault(String what, Runnable make) {
    assertThatThrownBy(make::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(what + " have shape");
  }

  private NDArray of(long... shape) {
    return manager.ones(new Shape(shape));
  }
}
