package org.melange.link.model;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import org.melange.mmoe.Features;
import org.melange.mmoe.GateNormalizer;

/** Scores of the matcher itself, tensor by tensor, with nothing compiled or rearranged. */
public final class FullScores {

  private FullScores() {}

  /**
   * Scores of a model with the token gate, [mentions, entities].
   *
   * @param model whose features these are
   */
  public static float[][] of(
      LinkingModel model, List<EncodedFeatures> mentions, List<EncodedFeatures> entities) {
    try (NDManager manager = NDManager.newBaseManager(model.device())) {
      float[] scores =
          model
              .matcher()
              .match(
                  stack(manager, model, mentions),
                  stack(manager, model, entities),
                  GateNormalizer.ofBatch())
              .score()
              .toFloatArray();
      float[][] rows = new float[mentions.size()][];
      for (int m = 0; m < rows.length; m++) {
        int from = m * entities.size();
        rows[m] = Arrays.copyOfRange(scores, from, from + entities.size());
      }
      return rows;
    }
  }

  private static Features stack(
      NDManager manager, LinkingModel model, List<EncodedFeatures> items) {
    return Encoder.stack(
        manager, items, model.config().textLength(), model.clip().config().vision().positions());
  }
}
