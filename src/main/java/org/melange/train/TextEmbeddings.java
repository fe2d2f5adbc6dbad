package org.melange.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import org.melange.clip.ClipModel;

/** The text embeddings of a batch, computed without most of the padding. */
final class TextEmbeddings {

  private TextEmbeddings() {}

  /**
   * The embeddings of texts, of length 1, [B, E]. Attention is causal, so ids after the longest
   * text of a batch can be dropped.
   *
   * @param texts the ids of each text, padded to the same length
   * @param lengths the tokens of each text without padding, end marker included
   */
  static NDArray of(ClipModel clip, NDManager manager, List<long[]> texts, int[] lengths) {
    int longest = Arrays.stream(lengths).max().orElseThrow();
    return clip.text(
            manager, texts.stream().map(ids -> Arrays.copyOf(ids, longest)).toArray(long[][]::new))
        .embeds();
  }
}
