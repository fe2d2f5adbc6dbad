package org.melange.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.core.Linear;
import java.util.function.Supplier;

/**
 * Mixed precision (arXiv 1710.03740): the large products of what is computed within {@link #half}
 * take their factors in float16 and give float32; weights, and all that is no large product, stay
 * float32. It holds for the calling thread, as PyTorch's autocast does.
 */
public final class Autocast {

  private static final ThreadLocal<Boolean> HALF = ThreadLocal.withInitial(() -> false);

  private Autocast() {}

  /** What {@code computation} gives, its large products being of float16. */
  public static <T> T half(Supplier<T> computation) {
    boolean before = HALF.get();
    HALF.set(true);
    try {
      return computation.get();
    } finally {
      HALF.set(before);
    }
  }

  /**
   * A large product: {@code x Wᵀ + b}, [.., in] → [.., out], in the manager of {@code x}.
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
   * {@code x} as another type, its gradient as its own. DJL's {@code toType} leads no gradient; a
   * cumulative product over an axis of one is the same numbers, of any type that is asked for, and
   * does. The axis in front makes it a copy in the order of memory.
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
