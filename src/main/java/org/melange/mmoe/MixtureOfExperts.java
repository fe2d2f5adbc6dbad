package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/** N experts and the gate before them (paper: switch mixture of experts, SMoE). */
final class MixtureOfExperts extends TensorBlock {

  private final List<Expert> experts = new ArrayList<>();
  private final SwitchGate gate;

  MixtureOfExperts(String path, long in, MatcherConfig config) {
    super(path);
    for (int n = 0; n < config.experts(); n++) {
      Expert expert =
          new Expert(path("experts." + n), in, config.hiddenDim(), config.expertMultiplier());
      experts.add(child(expert));
    }
    gate = child(new SwitchGate(path("gate"), in, config.experts(), config.topExperts()));
  }

  SwitchGate gate() {
    return gate;
  }

  int size() {
    return experts.size();
  }

  /**
   * The sum of the experts' outputs, each times its gate.
   *
   * @param x [B, L, D]
   * @param gates [B, L or 1, n]; experts from n on are closed and not run
   * @return [B, L, H]
   */
  NDArray mix(NDArray x, NDArray gates) {
    NDArray sum = null;
    for (int n = 0; n < gates.getShape().get(2); n++) {
      NDArray share = gates.get(":, :, {}:{}", n, n + 1); // [B, L or 1, 1]
      NDArray part = experts.get(n).apply(x).mul(share); // [B, L, H]
      sum = sum == null ? part : sum.add(part);
    }
    return sum;
  }
}
