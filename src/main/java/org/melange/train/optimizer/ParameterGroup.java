package org.melange.train.optimizer;

import ai.djl.nn.Parameter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Parameters with one learning rate. Those whose name contains {@code bias} have no weight decay,
 * as in the released code.
 *
 * @param parameters by name; names are unique over all groups of an optimizer
 * @param learningRate of AdamW
 * @param weightDecay for all but biases
 */
public record ParameterGroup(
    Map<String, Parameter> parameters, double learningRate, double weightDecay) {

  /**
   * @throws IllegalArgumentException if the learning rate is not positive or the weight decay is
   *     negative
   */
  public ParameterGroup {
    if (!(learningRate > 0) || !(weightDecay >= 0)) {
      throw new IllegalArgumentException(
          "learning rate must be positive and weight decay not negative, found "
              + learningRate
              + " and "
              + weightDecay);
    }
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  double decayOf(String name) {
    return name.contains("bias") ? 0 : weightDecay;
  }
}
