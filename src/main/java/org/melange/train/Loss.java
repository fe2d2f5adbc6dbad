package org.melange.train;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The loss of a batch as tensors, still differentiable. Belongs to the manager of what it was
 * computed from.
 *
 * @param total what is minimised, a scalar
 * @param parts the scalars whose sum it is, by name
 */
public record Loss(NDArray total, Map<String, NDArray> parts) {

  /** Keeps the order of the parts. */
  public Loss {
    parts = new LinkedHashMap<>(parts);
  }

  /** The sum of some parts. */
  static Loss sum(Map<String, NDArray> parts) {
    return new Loss(parts.values().stream().reduce(NDArray::add).orElseThrow(), parts);
  }

  /** The numbers, off the device. */
  public LossValues values() {
    Map<String, Double> values = new LinkedHashMap<>();
    parts.forEach((name, part) -> values.put(name, (double) part.getFloat()));
    return new LossValues(total.getFloat(), values);
  }
}
