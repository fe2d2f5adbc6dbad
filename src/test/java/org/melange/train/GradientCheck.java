package org.melange.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.function.Function;

/** Gradients against finite differences along a direction, for a loss of some parameters. */
public final class GradientCheck {

  /** Small enough that the published gate's ranks stay, large enough to rise above rounding. */
  private static final double STEP = 2e-3;

  private GradientCheck() {}

  /**
   * Asserts for each parameter that the loss changes along its gradient as the gradient says.
   *
   * @param tolerance relative; float32 and the loss's curvature leave about a hundredth
   */
  public static void require(
      Map<String, Parameter> parameters, Function<NDManager, Loss> loss, double tolerance) {
    parameters.values().forEach(parameter -> parameter.freeze(false));
    try (NDManager manager = NDManager.newBaseManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(loss.apply(manager).total());
    }
    parameters.forEach((name, parameter) -> require(name, parameter, loss, tolerance));
  }

  private static void require(
      String name, Parameter parameter, Function<NDManager, Loss> loss, double tolerance) {
    float[] gradient;
    try (NDArray array = parameter.getArray().getGradient()) {
      gradient = array.toFloatArray();
    }
    double norm = norm(gradient);
    if (norm < 1e-3) {
      return; // nothing to tell from rounding
    }
    float[] start = parameter.getArray().toFloatArray();
    parameter.freeze(true);
    double ahead = lossAt(parameter, start, gradient, STEP / norm, loss);
    double behind = lossAt(parameter, start, gradient, -STEP / norm, loss);
    parameter.getArray().set(FloatBuffer.wrap(start));
    assertThat((ahead - behind) / (2 * STEP))
        .as("slope along the gradient of %s", name)
        .isCloseTo(norm, within(tolerance * norm + 5e-3));
  }

  private static double lossAt(
      Parameter parameter,
      float[] start,
      float[] direction,
      double step,
      Function<NDManager, Loss> loss) {
    float[] moved = new float[start.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = (float) (start[i] + step * direction[i]);
    }
    parameter.getArray().set(FloatBuffer.wrap(moved));
    try (NDManager manager = NDManager.newBaseManager()) {
      return loss.apply(manager).values().total();
    }
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
