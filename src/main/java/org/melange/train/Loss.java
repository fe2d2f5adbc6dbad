package org.melange.train;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The loss of a batch as differentiable tensors. Owned by the manager of the scores that it was
 * computed from.
 *
 * @param total the minimized scalar
 * @param parts its summands by name, scalars
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

  /** The values, copied from the device. */
  public LossValues values() {
    Map<String, Double> values = new LinkedHashMap<>();
    parts.forEach((name, part) -> values.put(name, (double) part.getFloat()));
    return new LossValues(total.getFloat(), values);
  }
}
