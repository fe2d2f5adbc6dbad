package org.melange.train.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.melange.tensor.Tensor;
import org.melange.tensor.TensorSource;
import org.melange.train.data.ArraySource;

/**
 * AdamW (arXiv 1711.05101) with the numbers of PyTorch's {@code torch.optim.AdamW}; see {@link
 * AdamStep} for what a step does. DJL's own AdamW leaves √(1 − β2ᵗ) out of the denominator, which
 * makes ε thirty times larger in the first step; with the ε = 1e-4 of the released code that is
 * another optimizer. It keeps its moments to itself, too.
 *
 * <p>For one thread. A parameter that no loss reaches has gradient zero and only decays; PyTorch
 * would leave it alone, but nothing depends on it.
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
   * An optimizer that has taken no step yet.
   *
   * @param groups what to train; the parameters must have values
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
   * Takes a step along the gradients that the parameters hold, and clears them.
   *
   * @param longest the largest norm of all gradients together; longer ones are shortened to it, as
   *     by PyTorch's {@code clip_grad_norm_}. Infinite for no clipping
   * @return the norm before clipping; 0 if there is no clipping, as it is not computed then
   * @throws ArithmeticException if clipping finds a gradient that is not finite; no parameter has
   *     changed then
   */
  public double step(double longest) {
    return step(longest, 1, 1);
  }

  /**
   * The same, with the learning rates of all groups times {@code factor}.
   *
   * @param scale how many times too large gradients are; other than 1, they are looked at even if
   *     there is no clipping
   */
  public double step(double longest, double factor, double scale) {
    double norm = Double.isInfinite(longest) && scale == 1 ? 0 : norm() / scale;
    if (!Double.isFinite(norm)) {
      throw new ArithmeticException("the gradient's norm is " + norm);
    }
    // PyTorch's 1e-6, so that the results are the same to the last digit
    double rescale = (norm == 0 ? 1 : Math.min(1, longest / (norm + 1e-6))) / scale;
    steps++;
    for (ParameterGroup group : groups) {
      group
          .parameters()
          .forEach((name, parameter) -> update(group, name, parameter, factor, rescale));
    }
    return norm;
  }

  /** Leaves a step out: clears the gradients that the parameters hold. */
  public void skip() {
    for (ParameterGroup group : groups) {
      for (Parameter parameter : group.parameters().values()) {
        // where they lie: set(Buffer) would put the gradient into memory that nobody keeps
        try (NDArray gradient = parameter.getArray().getGradient();
            NDArray flat = gradient.reshape(-1)) {
          flat.set(ALL, 0f);
        }
      }
    }
  }

  /** Means, variances and the number of steps, for a file; valid until the next step. */
  public TensorSource state() {
    // two digits of base 65536: a float holds whole numbers up to 2^24 only
    float[] digits = {steps >>> 16, steps & 0xffff};
    return new ArraySource(moments, Map.of(STEP, new Tensor(new long[] {2}, digits)));
  }

  /**
   * Goes on from a {@link #state()}.
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
