package org.melange.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import org.melange.clip.ClipModel;

/** The text embeddings of a batch, computed without most of the padding. */
final class TextEmbeddings {

  /** Texts that are computed together. */
  private static final int TOGETHER = 32;

  private TextEmbeddings() {}

  /**
   * The embeddings of texts, of length 1, [B, E]. They are computed in parts. Attention is causal,
   * so ids after the longest text of a part can be dropped. So texts in order of their lengths take
   * least time.
   *
   * @param texts the ids of each text, padded to the same length
   * @param lengths the tokens of each text without padding, end marker included
   */
  static NDArray of(ClipModel clip, NDManager manager, List<long[]> texts, int[] lengths) {
    NDList parts = new NDList();
    for (int from = 0; from < lengths.length; from += TOGETHER) {
      int to = Math.min(lengths.length, from + TOGETHER);
      int longest = Arrays.stream(lengths, from, to).max().orElseThrow();
      long[][] ids =
          texts.subList(from, to).stream()
              .map(text -> Arrays.copyOf(text, longest))
              .toArray(long[][]::new);
      parts.add(clip.text(manager, ids).embeds());
    }
    // DJL gives no gradient through a concatenation of one array
    return parts.size() == 1 ? parts.head() : NDArrays.concat(parts);
  }
}
