package org.melange.train.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.melange.tensor.ArraySource;
import org.melange.tensor.Tensor;
import org.melange.tensor.TensorSource;

/**
 * AdamW (arXiv 1711.05101) with the results of PyTorch's {@code torch.optim.AdamW}; {@link
 * AdamStep} has the equations.
 *
 * <p>DJL's AdamW is not used for two reasons. It omits √(1 − β2ᵗ) in the denominator, which makes ε
 * about thirty times larger in the first step; with ε = 1e-4, as in the released code, that is
 * another optimizer. It also gives no access to its moments, which a checkpoint needs.
 *
 * <p>Not thread-safe. A parameter without a gradient only decays. PyTorch would not change it, but
 * no result depends on it.
 */
public final class AdamW implements AutoCloseable {

  private static final String MEAN = "exp_avg.";
  private static final String VARIANCE = "exp_avg_sq.";
  private static final String STEP = "step";
  private static final NDIndex ALL = new NDIndex(":");

  private final List<ParameterGroup> groups;
  private final double epsilon;
  private final NDManager manager;
  private final Map<String, NDArray> moments = new LinkedHashMap<>();
  private int steps;

  /**
   * An optimizer before its first step.
   *
   * @param groups the parameters to train, which must have values
   * @param epsilon ε, 1e-4 in the released code
   * @throws IllegalArgumentException if a name is in two groups
   */
  public AdamW(List<ParameterGroup> groups, double epsilon) {
    this.groups = List.copyOf(groups);
    this.epsilon = epsilon;
    NDArray any = groups.get(0).parameters().values().iterator().next().getArray();
    manager = NDManager.newBaseManager(any.getDevice());
    for (ParameterGroup group : groups) {
      group.parameters().forEach(this::addMoments);
    }
  }

  private void addMoments(String name, Parameter parameter) {
    Shape shape = parameter.getShape();
    moments.put(VARIANCE + name, manager.zeros(shape));
    if (moments.put(MEAN + name, manager.zeros(shape)) != null) {
      throw new IllegalArgumentException("parameter '" + name + "' is in two groups");
    }
  }

  /** The number of steps taken. */
  public int steps() {
    return steps;
  }

  /**
   * Takes a step with the gradients of the parameters, and clears them.
   *
   * @param longest the largest norm of all gradients together, to which they are clipped as by
   *     PyTorch's {@code clip_grad_norm_}; infinite for no clipping
   * @return the norm before clipping, or 0 without clipping, when it is not computed
   * @throws ArithmeticException if the norm is not finite; then no parameter has changed
   */
  public double step(double longest) {
    return step(longest, 1, 1);
  }

  /**
   * The same, with the learning rates of all groups multiplied by {@code factor}.
   *
   * @param scale the factor by which gradients are too large; if it is not 1, the norm is computed
   *     even without clipping
   */
  public double step(double longest, double factor, double scale) {
    double norm = Double.isInfinite(longest) && scale == 1 ? 0 : norm() / scale;
    if (!Double.isFinite(norm)) {
      throw new ArithmeticException("the gradient's norm is " + norm);
    }
    // 1e-6 as in PyTorch, so that results are equal
    double rescale = (norm == 0 ? 1 : Math.min(1, longest / (norm + 1e-6))) / scale;
    steps++;
    for (ParameterGroup group : groups) {
      group
          .parameters()
          .forEach((name, parameter) -> update(group, name, parameter, factor, rescale));
    }
    return norm;
  }

  /** Skips a step: clears the gradients of the parameters. */
  public void skip() {
    for (ParameterGroup group : groups) {
      for (Parameter parameter : group.parameters().values()) {
        // In place: set(Buffer) would use a buffer that is freed.
        try (NDArray gradient = parameter.getArray().getGradient();
            NDArray flat = gradient.reshape(-1)) {
          flat.set(ALL, 0f);
        }
      }
    }
  }

  /** Means, variances and the number of steps, for a checkpoint. Valid until the next step. */
  public TensorSource state() {
    // two digits of base 65536, because a float is exact up to 2^24 only
    float[] digits = {steps >>> 16, steps & 0xffff};
    return new ArraySource(moments, Map.of(STEP, new Tensor(new long[] {2}, digits)));
  }

  /**
   * Restores a {@link #state()}.
   *
   * @throws org.melange.tensor.WeightsException if something is missing
   */
  public void restore(TensorSource state) {
    moments.replaceAll(
        (name, old) -> {
          NDArray restored = manager.create(state.read(name), old.getShape());
          old.close();
          return restored;
        });
    float[] digits = state.read(STEP);
    steps = ((int) digits[0] << 16) | (int) digits[1];
  }

  private void update(
      ParameterGroup group, String name, Parameter parameter, double factor, double rescale) {
    NDArray weight = parameter.getArray();
    try (NDArray gradient = weight.getGradient()) {
      new AdamStep(factor * group.learningRate(), group.decayOf(name), rescale, epsilon, steps)
          .take(weight, gradient, moments.get(MEAN + name), moments.get(VARIANCE + name));
    }
  }

  private double norm() {
    double squares = 0;
    try (NDManager scope = manager.newSubManager()) {
      for (ParameterGroup group : groups) {
        for (Parameter parameter : group.parameters().values()) {
          NDArray gradient = parameter.getArray().getGradient();
          gradient.attach(scope);
          squares += gradient.square().sum().getFloat();
        }
      }
    }
    return Math.sqrt(squares);
  }

  @Override
  public void close() {
    manager.close();
  }
}
