package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.melange.tensor.StateDictBlock;

/** N experts and the gate before them (paper: switch mixture of experts, SMoE). */
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
   * The sum of the experts' outputs, each times its gate.
   *
   * @param x [B, L, D]
   * @param gates [B, L or 1, n]; experts from n on are closed and not run
   * @return [B, L, H]
   */
  NDArray mix(NDArray x, NDArray gates) {
    return learning(x) || x.getDevice().isGpu() ? ofAll(x, gates) : ofOpen(x, gates);
  }

  /** Whether gradients are to be led through. */
  private boolean learning(NDArray x) {
    return x.hasGradient() || getParameters().valueAt(0).getArray().hasGradient();
  }

  /** Every row through every expert: what gradients and a GPU want. */
  private NDArray ofAll(NDArray x, NDArray gates) {
    NDArray sum = null;
    for (int n = 0; n < gates.getShape().get(2); n++) {
      NDArray share = gates.get(":, :, {}:{}", n, n + 1); // [B, L or 1, 1]
      NDArray part = experts.get(n).apply(x).mul(share); // [B, L, H]
      sum = sum == null ? part : sum.add(part);
    }
    return sum;
  }

  /** The same from as few rows as possible. */
  private NDArray ofOpen(NDArray x, NDArray gates) {
    ExpertDispatch dispatch = new ExpertDispatch(x);
    float[] shares = gates.toFloatArray();
    int count = Math.toIntExact(gates.getShape().get(2));
    int each = Math.toIntExact(x.getShape().get(1) / gates.getShape().get(1));
    NDArray sum = null;
    for (int n = 0; n < count; n++) {
      boolean[] open = open(shares, n, count, each);
      NDArray out = dispatch.through(experts.get(n)::apply, open, hidden); // [B, L, H]
      NDArray part = out.mul(gates.get(":, :, {}:{}", n, n + 1)); // [B, L, H]
      sum = sum == null ? part : sum.add(part);
    }
    return sum;
  }

  /**
   * Whether expert {@code n} is open for each of B L rows.
   *
   * @param each how many rows share a gate
   */
  private static boolean[] open(float[] shares, int n, int count, int each) {
    boolean[] open = new boolean[shares.length / count * each];
    for (int i = 0; i < open.length; i++) {
      open[i] = shares[i / each * count + n] != 0;
    }
    return open;
  }
}
