package org.melange.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import org.melange.clip.ClipModel;

/** The pooled texts of a batch, without the work that padding would cost. */
final class TextEmbeddings {

  private TextEmbeddings() {}

  /**
   * Unit vectors [B, E] of texts. CLIP looks back only, so what follows the last end marker of a
   * batch may be cut off; padding is the end marker, so one of it must stay.
   *
   * @param texts ids of each, padded to the same length
   * @param lengths live tokens of each
   */
  static NDArray of(ClipModel clip, NDManager manager, List<long[]> texts, int[] lengths) {
    int longest = Arrays.stream(lengths).max().orElseThrow();
    return clip.text(
            manager, texts.stream().map(ids -> Arrays.copyOf(ids, longest)).toArray(long[][]::new))
        .embeds();
  }
}
