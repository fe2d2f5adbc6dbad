package org.melange.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** The rate of a large matrix product on a device, the limit that other work is compared with. */
public final class GemmRate {

  private static final int SIZE = 2048;
  private static final int ROUNDS = 5;
  private static final int PRODUCTS = 4;

  private GemmRate() {}

  /**
   * Billions of operations per second, the best of a few rounds.
   *
   * @param half whether in float16, else in float32
   */
  public static double measure(Device device, boolean half) {
    DataType type = half ? DataType.FLOAT16 : DataType.FLOAT32;
    try (NDManager manager = NDManager.newBaseManager(device)) {
      NDArray a = manager.randomNormal(new Shape(SIZE, SIZE)).toType(type, false);
      NDArray b = manager.randomNormal(new Shape(SIZE, SIZE)).toType(type, false);
      round(a, b);
      double best = 0;
      for (int i = 0; i < ROUNDS; i++) {
        long from = System.nanoTime();
        round(a, b);
        best = Math.max(best, 2.0 * SIZE * SIZE * SIZE * PRODUCTS / (System.nanoTime() - from));
      }
      return best;
    }
  }

  private static void round(NDArray a, NDArray b) {
    for (int i = 0; i < PRODUCTS; i++) {
      try (NDArray product = a.matMul(b);
          NDArray last = product.get(SIZE - 1)) {
        last.toType(DataType.FLOAT32, false).toFloatArray(); // waits for the GPU
      }
    }
  }
}
