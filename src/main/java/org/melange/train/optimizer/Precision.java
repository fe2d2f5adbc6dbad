package org.melange.train.optimizer;

import java.util.function.Supplier;
import org.melange.tensor.Autocast;

/** What a training computes its large products in; weights and all else are float32. */
public enum Precision {
  /** Single precision. */
  FLOAT32,
  /** Half precision, with a {@link GradScaler}. Made for GPUs: a CPU is slow at it. */
  FLOAT16;

  /** What {@code computation} gives in this precision. */
  public <T> T compute(Supplier<T> computation) {
    return this == FLOAT16 ? Autocast.half(computation) : computation.get();
  }
}
