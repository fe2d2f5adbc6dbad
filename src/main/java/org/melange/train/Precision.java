package org.melange.train;

import java.util.function.Supplier;
import org.melange.clip.Autocast;

/** What a training computes its large products in; weights and all else are float32. */
public enum Precision {
  /** Single precision. */
  FLOAT32,
  /** Half precision, with a {@link LossScale}. Made for GPUs: a CPU is slow at it. */
  FLOAT16;

  /** What {@code computation} gives in this precision. */
  <T> T compute(Supplier<T> computation) {
    return this == FLOAT16 ? Autocast.half(computation) : computation.get();
  }
}
