package org.melange.clip.engine;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The features of one text or image, row-major float32 on the Java heap. T tokens, D tower width, E
 * projection width.
 *
 * @param pooled the embedding in the space of texts and images, of length 1, [E]
 * @param tokens the token states of the tower, [T, D]
 */
@SuppressWarnings("ArrayRecordComponent") // in flight between two stages: never compared
public record ClipOutput(float[] pooled, float[] tokens) {

  /** The approximate size on the heap in bytes. */
  public long bytes() {
    return 64 + Float.BYTES * ((long) pooled.length + tokens.length);
  }

  /**
   * Copies the features of a batch to the heap: {@code pooled [B, E]} and {@code tokens [B, T, D]}.
   */
  public static List<ClipOutput> split(NDArray pooled, NDArray tokens) {
    int batch = Math.toIntExact(pooled.getShape().get(0));
    float[] allPooled = pooled.toFloatArray();
    float[] allTokens = tokens.toFloatArray();
    return IntStream.range(0, batch)
        .mapToObj(i -> new ClipOutput(part(allPooled, i, batch), part(allTokens, i, batch)))
        .toList();
  }

  private static float[] part(float[] all, int index, int parts) {
    int size = all.length / parts;
    return Arrays.copyOfRange(all, index * size, (index + 1) * size);
  }
}
