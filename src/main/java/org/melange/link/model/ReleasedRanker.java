package org.melange.link.model;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.melange.mmoe.EntityEncoding;
import org.melange.mmoe.Features;
import org.melange.mmoe.Gate;
import org.melange.mmoe.GateNormalizer;
import org.melange.mmoe.Matcher;
import org.melange.mmoe.MentionEncoding;
import org.melange.mmoe.Scores;

/**
 * Ranks entities as the released code evaluates ({@code test_step}): the published gate is
 * normalized by the batch of mentions and by the chunk of entities, so a rank depends on both. The
 * caller divides mentions and entities and gives them in order.
 *
 * <p>The rank of an entity is its position in a descending argsort of the scores. PyTorch's {@code
 * argsort}, as the released code calls it, leaves the order of equal scores undefined, and recent
 * versions do not keep it on a CPU. Here the entity that was added first comes first, as in a
 * stable sort ({@code numpy.argsort(-scores, kind="stable")}). A score that is not a number counts
 * as larger than all numbers, as in PyTorch.
 *
 * <p>Holds the encodings of all entities on the device: 1,576 floats each with the paper's model.
 * Not thread-safe.
 */
public final class ReleasedRanker implements AutoCloseable {

  private final Matcher matcher;
  private final BiFunction<NDManager, List<EncodedFeatures>, Features> stack;
  private final NDManager manager;
  private final List<EntityEncoding> chunks = new ArrayList<>();
  private int size;

  /**
   * A ranker without entities.
   *
   * @param model with the published gate; owned by the caller. Its gate statistics are not used
   * @throws IllegalArgumentException if it has another gate
   * @throws IllegalStateException if it is zero-shot
   */
  public ReleasedRanker(LinkingModel model) {
    this(model.matcher(), model::stack, model.device());
  }

  /**
   * @param stack gives the features of a batch as the matcher takes them
   */
  ReleasedRanker(
      Matcher matcher,
      BiFunction<NDManager, List<EncodedFeatures>, Features> stack,
      Device device) {
    if (matcher.config().gate() != Gate.PUBLISHED) {
      throw new IllegalArgumentException("only the published gate has statistics of a batch");
    }
    this.matcher = matcher;
    this.stack = stack;
    this.manager = NDManager.newBaseManager(device);
  }

  /** Adds a chunk of entities, after those added before. */
  public void add(List<EncodedFeatures> entities) {
    try (NDManager scope = manager.newSubManager()) {
      EntityEncoding chunk =
          matcher.encodeEntities(stack.apply(scope, entities), GateNormalizer.ofBatch());
      chunk.attach(manager);
      chunks.add(chunk);
    }
    size += entities.size();
  }

  /** The number of entities. */
  public int size() {
    return size;
  }

  /**
   * The ranks of some entities for a batch of mentions, from 1.
   *
   * @param golds the entity of each mention, counted from 0 in the order in which they were added
   */
  public int[] ranks(List<EncodedFeatures> mentions, int[] golds) {
    float[][] scores = scores(mentions);
    int[] ranks = new int[golds.length];
    Arrays.setAll(ranks, m -> rank(scores[m], golds[m]));
    return ranks;
  }

  /** The scores of a batch of mentions with all entities, [M][E]. */
  float[][] scores(List<EncodedFeatures> mentions) {
    float[][] scores = new float[mentions.size()][size];
    try (NDManager scope = manager.newSubManager()) {
      MentionEncoding batch =
          matcher.encodeMentions(stack.apply(scope, mentions), GateNormalizer.ofBatch());
      int from = 0;
      for (EntityEncoding chunk : chunks) {
        try (Scores block = matcher.score(batch, chunk)) {
          float[] values = block.score().toFloatArray();
          int width = values.length / scores.length;
          for (int m = 0; m < scores.length; m++) {
            System.arraycopy(values, m * width, scores[m], from, width);
          }
          from += width;
        }
      }
    }
    return scores;
  }

  /** The position of {@code gold} in a stable descending argsort, from 1. */
  static int rank(float[] scores, int gold) {
    float own = scores[gold];
    int rank = 1;
    for (int e = 0; e < scores.length; e++) {
      boolean equal = scores[e] == own || Float.isNaN(scores[e]) && Float.isNaN(own);
      if (equal ? e < gold : scores[e] > own || Float.isNaN(scores[e])) {
        rank++;
      }
    }
    return rank;
  }

  @Override
  public void close() {
    manager.close();
  }
}
