package org.melange.train.optimizer;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * An {@link AdamStep} on the CPU. Its time is that of memory access, so a single pass does all
 * operations on a value while it is in a register. All cores work on parts that fit into their
 * caches. Values are independent of each other, so the result does not depend on the number of
 * cores.
 */
final class CpuAdamW {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int STRETCH = 1 << 18;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private final float keptWeight;
  private final float rescale;
  private final float rate;
  private final float epsilon;
  private final float beta1 = (float) AdamStep.BETA1;
  private final float beta2 = (float) AdamStep.BETA2;
  private final float new1 = (float) (1 - AdamStep.BETA1);
  private final float new2 = (float) (1 - AdamStep.BETA2);

  CpuAdamW(AdamStep step) {
    keptWeight = (float) (1 - step.learningRate() * step.decay());
    rescale = (float) step.rescale();
    rate = step.correctedRate();
    epsilon = step.correctedEpsilon();
  }

  /** Takes the step. The arrays are float32, of one shape, and on the CPU. */
  void update(NDArray weight, NDArray gradient, NDArray mean, NDArray variance) {
    ByteBuffer w = memory(weight);
    ByteBuffer g = memory(gradient);
    ByteBuffer m = memory(mean);
    ByteBuffer v = memory(variance);
    int bytes = w.capacity();
    IntStream.range(0, (bytes + STRETCH - 1) / STRETCH)
        .parallel()
        .forEach(i -> update(w, g, m, v, i * STRETCH, Math.min(bytes, (i + 1) * STRETCH)));
  }

  /** The memory of the array, not a copy. */
  private static ByteBuffer memory(NDArray array) {
    return array.toByteBuffer(true).order(ORDER);
  }

  private void update(ByteBuffer w, ByteBuffer g, ByteBuffer m, ByteBuffer v, int from, int to) {
    int at = from;
    for (; at <= to - SPECIES.vectorByteSize(); at += SPECIES.vectorByteSize()) {
      vector(w, g, m, v, at);
    }
    for (; at < to; at += Float.BYTES) {
      number(w, g, m, v, at);
    }
  }

  private void vector(ByteBuffer w, ByteBuffer g, ByteBuffer m, ByteBuffer v, int at) {
    FloatVector gradient = FloatVector.fromByteBuffer(SPECIES, g, at, ORDER).mul(rescale);
    FloatVector mean =
        FloatVector.fromByteBuffer(SPECIES, m, at, ORDER).mul(beta1).add(gradient.mul(new1));
    FloatVector variance =
        FloatVector.fromByteBuffer(SPECIES, v, at, ORDER)
            .mul(beta2)
            .add(gradient.mul(gradient).mul(new2));
    FloatVector change = mean.mul(rate).div(variance.sqrt().add(epsilon));
    FloatVector.fromByteBuffer(SPECIES, w, at, ORDER)
        .mul(keptWeight)
        .sub(change)
        .intoByteBuffer(w, at, ORDER);
    mean.intoByteBuffer(m, at, ORDER);
    variance.intoByteBuffer(v, at, ORDER);
    FloatVector.zero(SPECIES).intoByteBuffer(g, at, ORDER);
  }

  /** The same for the values at the end that do not fill a vector. */
  private void number(ByteBuffer w, ByteBuffer g, ByteBuffer m, ByteBuffer v, int at) {
    float gradient = g.getFloat(at) * rescale;
    float mean = m.getFloat(at) * beta1 + gradient * new1;
    float variance = v.getFloat(at) * beta2 + gradient * gradient * new2;
    float change = mean * rate / ((float) Math.sqrt(variance) + epsilon);
    w.putFloat(at, w.getFloat(at) * keptWeight - change);
    m.putFloat(at, mean);
    v.putFloat(at, variance);
    g.putFloat(at, 0);
  }
}
