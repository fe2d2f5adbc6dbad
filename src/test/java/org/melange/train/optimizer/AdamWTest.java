package org.melange.train.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.tensor.ArraySource;
import org.melange.tensor.Tensor;
import org.melange.tensor.TensorSource;
import org.melange.tensor.WeightsException;
import org.melange.testing.Float32;

class AdamWTest {

  private static final double RATE = 0.1;
  private static final double DECAY = 0.01;
  private static final double EPSILON = 0.01;

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** PyTorch's AdamW for one number, in double precision. */
  private static final class Reference {
    double weight;
    private double mean;
    private double variance;
    private int steps;

    Reference(double weight) {
      this.weight = weight;
    }

    void step(double gradient, double rate, double decay) {
      steps++;
      weight -= rate * decay * weight;
      mean = 0.9 * mean + 0.1 * gradient;
      variance = 0.999 * variance + 0.001 * gradient * gradient;
      double root = Math.sqrt(variance) / Math.sqrt(1 - Math.pow(0.999, steps));
      weight -= rate / (1 - Math.pow(0.9, steps)) * mean / (root + EPSILON);
    }
  }

  @Test
  void stepsAreThoseOfPyTorch() {
    Parameter weight = parameter("weight", 1, -2);
    try (AdamW optimizer = new AdamW(List.of(group(RATE, weight)), EPSILON)) {
      Reference first = new Reference(1);
      Reference second = new Reference(-2);
      for (int step = 0; step < 20; step++) {
        float[] gradient = {(float) Math.sin(step), 0.001f * step};
        descend(optimizer, Double.POSITIVE_INFINITY, weight, gradient);
        first.step(gradient[0], RATE, DECAY);
        second.step(gradient[1], RATE, DECAY);
        requireValues(weight, Float32.ofSums(8 * 20, 2), first.weight, second.weight);
      }
      assertThat(optimizer.steps()).isEqualTo(20);
    }
  }

  @Test
  void groupsHaveRatesOfTheirOwnAndBiasesDoNotDecay() {
    Parameter weight = parameter("a.weight", 4);
    Parameter bias = parameter("a.bias", 4);
    Parameter slow = parameter("b.weight", 4);
    List<ParameterGroup> groups = List.of(group(RATE, weight, bias), group(RATE / 10, slow));
    try (AdamW optimizer = new AdamW(groups, EPSILON)) {
      optimizer.step(Double.POSITIVE_INFINITY); // gradients are zero: only decay is left
      requireValues(weight, Float32.ofSums(8, 4), 4 * (1 - RATE * DECAY));
      requireValues(bias, 0, 4);
      requireValues(slow, Float32.ofSums(8, 4), 4 * (1 - RATE / 10 * DECAY));
    }
  }

  @Test
  void longGradientsAreClippedTogether() {
    Parameter left = parameter("left", 0);
    Parameter right = parameter("right", 0);
    Reference reference = new Reference(0);
    try (AdamW optimizer = new AdamW(List.of(group(RATE, left, right)), EPSILON)) {
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray loss = product(left, 3).add(product(right, 4));
        collector.backward(loss);
      }
      assertThat(optimizer.step(0.05)).isCloseTo(5, within(1e-5));
      reference.step(0.03, RATE, DECAY);
      requireValues(left, Float32.ofSums(8, 1), reference.weight);
    }
  }

  @Test
  void shortGradientsAreNotClipped() {
    Parameter clipped = parameter("weight", 1, -2);
    Parameter free = parameter("weight", 1, -2);
    try (AdamW a = new AdamW(List.of(group(RATE, clipped)), EPSILON);
        AdamW b = new AdamW(List.of(group(RATE, free)), EPSILON)) {
      for (int step = 0; step < 3; step++) {
        descend(a, 5.1, clipped, 3, 4);
        descend(b, Double.POSITIVE_INFINITY, free, 3, 4);
      }
      assertThat(clipped.getArray().toFloatArray()).containsExactly(free.getArray().toFloatArray());
    }
  }

  @Test
  void aZeroGradientIsNotClipped() {
    Parameter weight = parameter("weight", 4);
    try (AdamW optimizer = new AdamW(List.of(group(RATE, weight)), EPSILON)) {
      assertThat(optimizer.step(1)).isZero();
      requireValues(weight, Float32.ofSums(8, 4), 4 * (1 - RATE * DECAY));
    }
  }

  @Test
  void aFactorIsOfTheRateAndSoOfTheDecay() {
    Parameter scaled = parameter("weight", 1, -2);
    Parameter slow = parameter("weight", 1, -2);
    try (AdamW a = new AdamW(List.of(group(RATE, scaled)), EPSILON);
        AdamW b = new AdamW(List.of(group(RATE / 4, slow)), EPSILON)) {
      gradient(scaled, 3, 4);
      a.step(Double.POSITIVE_INFINITY, 0.25, 1);
      descend(b, Double.POSITIVE_INFINITY, slow, 3, 4);
      assertThat(scaled.getArray().toFloatArray()).containsExactly(slow.getArray().toFloatArray());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 1 << 24, (1 << 24) + 1, Integer.MAX_VALUE})
  void theNumberOfStepsSurvivesAFileOfFloats(int steps) {
    Parameter weight = parameter("weight", 1);
    float[] digits = {steps >>> 16, steps & 0xffff};
    Map<String, Tensor> stored =
        Map.of(
            "exp_avg.weight", new Tensor(new long[] {1}, new float[] {0.5f}),
            "exp_avg_sq.weight", new Tensor(new long[] {1}, new float[] {0.25f}),
            "step", new Tensor(new long[] {2}, digits));
    try (AdamW optimizer = new AdamW(List.of(group(RATE, weight)), EPSILON)) {
      optimizer.restore(new ArraySource(Map.of(), stored));
      assertThat(optimizer.steps()).isEqualTo(steps);
      TensorSource state = optimizer.state();
      assertThat(state.names())
          .containsExactlyInAnyOrder("exp_avg.weight", "exp_avg_sq.weight", "step");
      for (String name : stored.keySet()) {
        assertThat(state.read(name)).as(name).containsExactly(stored.get(name).data());
        assertThat(state.shape(name)).as(name).containsExactly(stored.get(name).shape());
      }
      assertThatThrownBy(() -> state.read("exp_avg.bias")).hasMessageContaining("exp_avg.bias");
    }
  }

  @Test
  void aStateThatLacksAMomentIsRefused() {
    Parameter weight = parameter("weight", 1);
    try (AdamW optimizer = new AdamW(List.of(group(RATE, weight)), EPSILON)) {
      assertThatThrownBy(() -> optimizer.restore(new ArraySource(Map.of(), Map.of())))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("weight");
    }
  }

  @Test
  void aStepClearsTheGradients() {
    Parameter weight = parameter("weight", 1);
    try (AdamW optimizer = new AdamW(List.of(group(RATE, weight)), EPSILON)) {
      descend(optimizer, Double.POSITIVE_INFINITY, weight, 2);
      assertThat(weight.getArray().getGradient().toFloatArray()).containsExactly(0);
    }
  }

  @Test
  void aRestoredOptimizerGoesOnAsTheOldOne() {
    Parameter weight = parameter("weight", 1, -2);
    try (AdamW old = new AdamW(List.of(group(RATE, weight)), EPSILON)) {
      descend(old, Double.POSITIVE_INFINITY, weight, 1, 3);
      Parameter copy = parameter("weight", weight.getArray().toFloatArray());
      try (AdamW restored = new AdamW(List.of(group(RATE, copy)), EPSILON);
          TensorSource state = old.state()) {
        restored.restore(state);
        descend(old, 1, weight, -2, 1);
        descend(restored, 1, copy, -2, 1);
        assertThat(copy.getArray().toFloatArray())
            .containsExactly(weight.getArray().toFloatArray());
        assertThat(restored.steps()).isEqualTo(2);
      }
    }
  }

  @Test
  void aGradientThatIsNotFiniteChangesNothing() {
    Parameter weight = parameter("weight", 1);
    try (AdamW optimizer = new AdamW(List.of(group(RATE, weight)), EPSILON)) {
      assertThatThrownBy(() -> descend(optimizer, 1, weight, Float.NaN))
          .isInstanceOf(ArithmeticException.class);
      requireValues(weight, 0, 1);
    }
  }

  @Test
  void unfitGroupsAreRefused() {
    ParameterGroup group = group(RATE, parameter("weight", 1));
    assertThatThrownBy(() -> new AdamW(List.of(group, group), EPSILON))
        .hasMessageContaining("'weight' is in two groups");
    for (double[] rates :
        new double[][] {{0, 0}, {-1, 0}, {Double.NaN, 0}, {1, -1e-9}, {1, Double.NaN}}) {
      assertThatThrownBy(() -> new ParameterGroup(Map.of(), rates[0], rates[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(rates[0] + " and " + rates[1]);
    }
    assertThat(new ParameterGroup(Map.of(), Double.MIN_VALUE, 0).decayOf("x")).isZero();
  }

  private void descend(AdamW optimizer, double longest, Parameter weight, float... gradient) {
    gradient(weight, gradient);
    optimizer.step(longest);
  }

  private void gradient(Parameter weight, float... gradient) {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(product(weight, gradient));
    }
  }

  private NDArray product(Parameter weight, float... gradient) {
    return manager.create(gradient).mul(weight.getArray()).sum();
  }

  private Parameter parameter(String name, float... values) {
    Parameter parameter =
        Parameter.builder()
            .setName(name)
            .setType(Parameter.Type.OTHER)
            .optShape(new Shape(values.length))
            .build();
    parameter.setInitializer((owner, shape, type) -> owner.create(values, shape));
    parameter.initialize(manager, DataType.FLOAT32);
    return parameter;
  }

  private static ParameterGroup group(double rate, Parameter... parameters) {
    Map<String, Parameter> named = new java.util.LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      named.put(parameter.getName(), parameter);
    }
    return new ParameterGroup(named, rate, DECAY);
  }

  private static void requireValues(Parameter parameter, float tolerance, double... expected) {
    float[] values = parameter.getArray().toFloatArray();
    assertThat(values).hasSize(expected.length);
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isCloseTo((float) expected[i], within(tolerance));
    }
  }
}
