package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.melange.tensor.StateDictBlock;

/**
 * N experts and their gate (arXiv 2507.07108, section 4.2: switch mixture of experts, SMoE). B
 * batch, L rows, D input width, H output width, n active experts.
 */
final class MixtureOfExperts extends StateDictBlock {

  private final List<Expert> experts = new ArrayList<>();
  private final SwitchGate gate;
  private final int hidden;

  MixtureOfExperts(String path, long in, MatcherConfig config) {
    super(path);
    hidden = config.hiddenDim();
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
   * The sum over experts of {@code gate_n · expert_n(x)}.
   *
   * @param x [B, L, D]
   * @param gates [B, L or 1, n]; experts from n on are inactive and not run
   * @return [B, L, H]
   */
  NDArray mix(NDArray x, NDArray gates) {
    return learning(x) || x.getDevice().isGpu() ? ofAll(x, gates) : ofActive(x, gates);
  }

  /** Whether gradients flow through the experts. */
  private boolean learning(NDArray x) {
    return x.hasGradient() || getParameters().valueAt(0).getArray().hasGradient();
  }

  /** Runs every expert on every row, for gradients and for GPUs. */
  private NDArray ofAll(NDArray x, NDArray gates) {
    NDArray sum = null;
    for (int n = 0; n < gates.getShape().get(2); n++) {
      NDArray share = gates.get(":, :, {}:{}", n, n + 1); // [B, L or 1, 1]
      NDArray part = experts.get(n).apply(x).mul(share); // [B, L, H]
      sum = sum == null ? part : sum.add(part);
    }
    return sum;
  }

  /** The same with as few rows as possible. */
  private NDArray ofActive(NDArray x, NDArray gates) {
    ExpertDispatch dispatch = new ExpertDispatch(x);
    float[] shares = gates.toFloatArray();
    int count = Math.toIntExact(gates.getShape().get(2));
    int each = Math.toIntExact(x.getShape().get(1) / gates.getShape().get(1));
    NDArray sum = null;
    for (int n = 0; n < count; n++) {
      boolean[] active = active(shares, n, count, each);
      NDArray out = dispatch.through(experts.get(n)::apply, active, hidden); // [B, L, H]
      NDArray part = out.mul(gates.get(":, :, {}:{}", n, n + 1)); // [B, L, H]
      sum = sum == null ? part : sum.add(part);
    }
    return sum;
  }

  /**
   * Whether expert {@code n} is active for each of B L rows.
   *
   * @param each the number of rows that share a gate
   */
  private static boolean[] active(float[] shares, int n, int count, int each) {
    boolean[] active = new boolean[shares.length / count * each];
    for (int i = 0; i < active.length; i++) {
      active[i] = shares[i / each * count + n] != 0;
    }
    return active;
  }
}
