package org.melange.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.core.Linear;
import java.util.function.Supplier;

/**
 * Mixed precision (arXiv 1710.03740). Within {@link #half} the large products take their factors in
 * float16 and give float32. Weights and everything else stay float32. The setting holds for the
 * calling thread, like PyTorch's {@code torch.autocast}.
 */
public final class Autocast {

  private static final ThreadLocal<Boolean> HALF = ThreadLocal.withInitial(() -> false);

  private Autocast() {}

  /** The result of {@code computation}, with its large products in float16. */
  public static <T> T half(Supplier<T> computation) {
    return half(true, computation);
  }

  /** {@link #half(Supplier)}, or full precision if it is not {@code enabled}. */
  public static <T> T half(boolean enabled, Supplier<T> computation) {
    boolean before = HALF.get();
    HALF.set(enabled);
    try {
      return computation.get();
    } finally {
      HALF.set(before);
    }
  }

  /**
   * A large product: {@code x Wᵀ + b}, [.., in] → [.., out], owned by the manager of {@code x}.
   *
   * @param weight [out, in]
   * @param bias [out], or null
   */
  public static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
    if (!HALF.get()) {
      return Linear.linear(x, weight, bias).singletonOrThrow();
    }
    NDManager manager = x.getManager();
    try (NDArray halfX = cast(x, DataType.FLOAT16, manager);
        NDArray halfWeight = cast(weight, DataType.FLOAT16, manager);
        NDArray halfProduct = Linear.linear(halfX, halfWeight, null).singletonOrThrow()) {
      NDArray product = cast(halfProduct, DataType.FLOAT32, manager);
      return bias == null ? product : product.add(bias);
    }
  }

  /**
   * {@code x} in another type, with the gradient of the identity.
   *
   * <p>No gradient flows through DJL's {@code toType}. A cumulative product over an axis of length
   * 1 has the same values in any type, and gradients flow through it. That axis is put in front,
   * which makes the result contiguous in memory.
   */
  private static NDArray cast(NDArray x, DataType type, NDManager manager) {
    try (NDArray row = x.expandDims(0);
        NDArray other = row.cumProd(0, type)) {
      NDArray result = other.squeeze(0);
      result.attach(manager);
      return result;
    }
  }
}
