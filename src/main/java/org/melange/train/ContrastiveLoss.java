package org.melange.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.melange.mmoe.Scores;
import org.melange.mmoe.Unit;
import org.melange.tensor.ScalarOps;

/**
 * In-batch contrastive losses: the positive of each row of a square score matrix is on the
 * diagonal, and the other entries are negatives.
 *
 * <p>Two mentions of a batch may have the same entity, which is then a false negative. As in the
 * released code this is not masked. It affects few rows of a shuffled batch.
 *
 * <p>M pairs, E embedding width.
 */
public final class ContrastiveLoss {

  private static final float MASKED = -1e9f;

  private ContrastiveLoss() {}

  /**
   * The loss of MMoE (arXiv 2507.07108, section 4.5; released code, {@code training_step}): the sum
   * of four cross-entropies, with entity i as the positive of mention i.
   *
   * @param scores [M, M] each, mentions by entities
   * @return four parts, named score, text, image and cross
   * @throws IllegalArgumentException if the matrices are not square
   */
  public static Loss ofScores(Scores scores) {
    return ofScores(scores, Set.of());
  }

  /**
   * The loss of a matcher with ablated units, whose scores are not part of it.
   *
   * @param scores [M, M] each, mentions by entities
   * @param without the ablated units
   */
  public static Loss ofScores(Scores scores, Set<Unit> without) {
    Map<String, NDArray> parts = new LinkedHashMap<>();
    parts.put("score", rows(scores.score()));
    if (!without.contains(Unit.TEXT)) {
      parts.put("text", rows(scores.text()));
    }
    if (!without.contains(Unit.IMAGE)) {
      parts.put("image", rows(scores.image()));
    }
    if (!without.contains(Unit.CROSS)) {
      parts.put("cross", rows(scores.cross()));
    }
    return Loss.sum(parts);
  }

  /**
   * CLIP's loss (arXiv 2103.00020, figure 3; symmetric InfoNCE): half the cross-entropy of the
   * image of each text and half that of the text of each image.
   *
   * @param texts [M, E], of length 1
   * @param images [M, E], of length 1; image i is the positive of text i; may also be texts
   * @param logitScale the logarithm of the factor of similarities, a scalar
   * @param subjects the subject of each of the M pairs; pairs with the same subject are not
   *     negatives
   * @return parts {@code text_to_image}, {@code image_to_text}
   */
  public static Loss ofPairs(NDArray texts, NDArray images, NDArray logitScale, String[] subjects) {
    NDArray scale = logitScale.exp();
    scale.attach(texts.getManager());
    NDArray logits =
        texts
            .matMul(images.transpose())
            .mul(scale)
            .add(sameSubjects(texts.getManager(), subjects)); // [M, M]
    Map<String, NDArray> parts = new LinkedHashMap<>();
    parts.put("text_to_image", ScalarOps.times(rows(logits), 0.5));
    parts.put("image_to_text", ScalarOps.times(rows(logits.transpose()), 0.5));
    return Loss.sum(parts);
  }

  /** 0, or a large negative value for different pairs with the same subject, [M, M]. */
  private static NDArray sameSubjects(NDManager manager, String[] subjects) {
    int size = subjects.length;
    float[] values = new float[size * size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        values[i * size + j] = i != j && subjects[i].equals(subjects[j]) ? MASKED : 0;
      }
    }
    return manager.create(values, new Shape(size, size));
  }

  /**
   * The mean cross-entropy of the rows of {@code logits} [M, M], with the diagonal as the
   * positives.
   */
  private static NDArray rows(NDArray logits) {
    long size = logits.getShape().get(0);
    if (logits.getShape().dimension() != 2 || logits.getShape().get(1) != size) {
      throw new IllegalArgumentException(
          "scores must be a square matrix, with one positive per row, but are "
              + logits.getShape());
    }
    NDArray diagonal = logits.getManager().eye(Math.toIntExact(size)); // [M, M]
    return ScalarOps.times(logits.logSoftmax(1).mul(diagonal).sum(), -1.0 / size);
  }
}
