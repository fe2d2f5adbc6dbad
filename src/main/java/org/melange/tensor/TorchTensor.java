package org.melange.tensor;

import java.util.Arrays;
import java.util.Locale;

/**
 * A tensor as a PyTorch checkpoint describes it: a view into a storage that several tensors may
 * share. Element {@code [i, j, …]} is at {@code offset + i * stride[0] + j * stride[1] + …}.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TorchTensor(Storage storage, long offset, long[] shape, long[] stride) {

  /** The {@code elements} values of the archive entry {@code data/<key>}. */
  record Storage(ElementType type, String key, long elements) {}

  TorchTensor {
    if (shape.length != stride.length) {
      throw new IllegalArgumentException("as many strides as dimensions are needed");
    }
    if (offset < 0 || Arrays.stream(stride).anyMatch(step -> step < 0)) {
      throw new IllegalArgumentException("offset and strides must not be negative");
    }
    // A stride of 0 repeats elements, so that a few bytes would need gigabytes.
    if (Tensor.elements(shape) > storage.elements()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "shape %s has %d elements, its storage %d",
              Arrays.toString(shape),
              Tensor.elements(shape),
              storage.elements()));
    }
    long end = Math.addExact(offset, span(shape, stride));
    if (end > storage.elements()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "shape %s, strides %s reach element %d of a storage of %d",
              Arrays.toString(shape),
              Arrays.toString(stride),
              end,
              storage.elements()));
    }
  }

  /** The number of consecutive elements of the storage from the first to the last of the view. */
  long span() {
    return span(shape, stride);
  }

  private static long span(long[] shape, long[] stride) {
    if (Tensor.elements(shape) == 0) {
      return 0;
    }
    long last = 0;
    for (int d = 0; d < shape.length; d++) {
      last = Math.addExact(last, Math.multiplyExact(shape[d] - 1, stride[d]));
    }
    return last + 1;
  }

  /** The elements of the view in row-major order, taken from its {@link #span} in the storage. */
  float[] gather(float[] touched) {
    int count = Math.toIntExact(Tensor.elements(shape));
    if (count == touched.length && contiguous()) {
      return touched;
    }
    float[] out = new float[count];
    long[] index = new long[shape.length];
    long at = 0;
    for (int i = 0; i < count; i++) {
      out[i] = touched[(int) at];
      at += advance(index);
    }
    return out;
  }

  private boolean contiguous() {
    long expected = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      if (shape[d] != 1 && stride[d] != expected) {
        return false;
      }
      expected *= shape[d];
    }
    return true;
  }

  /** Increments the index in row-major order and returns the distance in the storage. */
  private long advance(long[] index) {
    long step = 0;
    for (int d = shape.length - 1; d >= 0; d--) {
      if (++index[d] < shape[d]) {
        return step + stride[d];
      }
      step -= (shape[d] - 1) * stride[d];
      index[d] = 0;
    }
    return step;
  }
}
