package org.melange.clip;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import org.melange.tensor.ScalarOps;

/** The activation function of CLIP's feed-forward layers. */
public enum Activation {
  /** {@code x * sigmoid(1.702 x)}, with which OpenAI's models were trained. */
  QUICK_GELU("quick_gelu") {
    @Override
    NDArray apply(ForwardContext pass, NDArray x) {
      return pass.product(x, ai.djl.nn.Activation.sigmoid(ScalarOps.times(x, 1.702)));
    }
  },
  /** The exact Gaussian error linear unit. */
  GELU("gelu") {
    @Override
    NDArray apply(ForwardContext pass, NDArray x) {
      return ai.djl.nn.Activation.gelu(x);
    }
  };

  private final String label;

  Activation(String label) {
    this.label = label;
  }

  /** The name in {@code config.json}. */
  public String label() {
    return label;
  }

  /**
   * The activation that {@code config.json} calls {@code label}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static Activation of(String label) {
    return Arrays.stream(values())
        .filter(activation -> activation.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "hidden_act must be quick_gelu or gelu, found " + label));
  }

  /** The activation of {@code x} [...], of the same shape. May overwrite {@code x}. */
  abstract NDArray apply(ForwardContext pass, NDArray x);
}
