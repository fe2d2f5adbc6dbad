package org.melange.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;

/** A block whose weights are functions of their names, for comparison with plain loops. */
public record Blocks<B extends Block>(B block, Map<String, float[]> weights) {

  /** Fills the parameters of {@code block} in {@code manager}. */
  public static <B extends Block> Blocks<B> filled(NDManager manager, B block) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    for (Parameter parameter : block.getParameters().values()) {
      String name = parameter.getName();
      float[] values = GoldenTensors.parameter("block.", name, parameter.getShape().getShape());
      parameter.setInitializer((m, shape, type) -> m.create(values, shape));
      parameter.initialize(manager, DataType.FLOAT32);
      weights.put(name, values);
    }
    return new Blocks<>(block, weights);
  }

  /** The values of the parameter called {@code name}. */
  public float[] vector(String name) {
    float[] values = weights.get(name);
    if (values == null) {
      throw new AssertionError("no parameter " + name + " among " + weights.keySet());
    }
    return values;
  }

  /** A weight as a matrix of {@code columns} columns. */
  public double[][] matrix(String name, int columns) {
    return PlainMath.matrix(vector(name), columns);
  }

  /** The linear layer called {@code path}, by plain loops. */
  public double[][] linear(String path, double[][] x) {
    return PlainMath.linear(x, matrix(path + ".weight", x[0].length), vector(path + ".bias"));
  }

  /** The layer norm called {@code path}, by plain loops. */
  public double[][] layerNorm(String path, double[][] x) {
    return PlainMath.layerNorm(x, vector(path + ".weight"), vector(path + ".bias"), 1e-5);
  }

  /** An input that is a function of its name. */
  public static NDArray input(NDManager manager, String name, long... shape) {
    return manager.create(GoldenTensors.input(name, shape), new Shape(shape));
  }
}
