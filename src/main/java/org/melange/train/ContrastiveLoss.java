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
 * In-batch contrastive losses: what belongs together is on the diagonal of a square score matrix,
 * everything else in its row is taken for wrong.
 *
 * <p>Two mentions of a batch may have the same entity. Its second row then counts as wrong for the
 * first mention; as in the released code this is not masked, and as it befalls few rows of a
 * shuffled batch it blurs the loss but slightly.
 *
 * <p>M pairs, E width of a shared space.
 */
public final class ContrastiveLoss {

  private static final float LOST = -1e9f;

  private ContrastiveLoss() {}

  /**
   * The loss of MMoE (arXiv 2507.07108, section 4.5; released code, {@code training_step}): the sum
   * of four cross-entropies, entity i being right for mention i.
   *
   * @param scores [M, M] each, mentions by entities
   * @return four parts, called score, text, image and cross
   * @throws IllegalArgumentException if the matrices are not square
   */
  public static Loss ofScores(Scores scores) {
    return ofScores(scores, Set.of());
  }

  /**
   * The loss of a matcher that leaves units out: their scores are all the same, and are no part of
   * it.
   *
   * @param scores [M, M] each, mentions by entities
   * @param without the units left out
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
   * CLIP's loss (arXiv 2103.00020, figure 3; InfoNCE both ways): half the cross-entropy of finding
   * the image of a text and half that of finding the text of an image.
   *
   * @param texts [M, E], of length 1
   * @param images [M, E], of length 1; image i belongs to text i. May be texts, too
   * @param logitScale logarithm of what similarities are multiplied by, a scalar
   * @param meant what each of the M pairs speaks of: another pair of the same is no wrong answer
   * @return parts {@code text_to_image}, {@code image_to_text}
   */
  public static Loss ofPairs(NDArray texts, NDArray images, NDArray logitScale, String[] meant) {
    NDArray scale = logitScale.exp();
    scale.attach(texts.getManager());
    NDArray logits =
        texts.matMul(images.transpose()).mul(scale).add(alike(texts.getManager(), meant)); // [M, M]
    Map<String, NDArray> parts = new LinkedHashMap<>();
    parts.put("text_to_image", ScalarOps.times(rows(logits), 0.5));
    parts.put("image_to_text", ScalarOps.times(rows(logits.transpose()), 0.5));
    return Loss.sum(parts);
  }

  /** 0 [M, M], but for different pairs of the same a number that no score makes up for. */
  private static NDArray alike(NDManager manager, String[] meant) {
    int size = meant.length;
    float[] values = new float[size * size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        values[i * size + j] = i != j && meant[i].equals(meant[j]) ? LOST : 0;
      }
    }
    return manager.create(values, new Shape(size, size));
  }

  /** The mean cross-entropy of the rows of {@code logits} [M, M], entry i being right in row i. */
  private static NDArray rows(NDArray logits) {
    long size = logits.getShape().get(0);
    if (logits.getShape().dimension() != 2 || logits.getShape().get(1) != size) {
      throw new IllegalArgumentException(
          "scores must be square, one right answer a row, but are " + logits.getShape());
    }
    NDArray diagonal = logits.getManager().eye(Math.toIntExact(size)); // [M, M]
    return ScalarOps.times(logits.logSoftmax(1).mul(diagonal).sum(), -1.0 / size);
  }
}
