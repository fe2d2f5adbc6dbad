package org.melange.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.melange.clip.ClipModel;
import org.melange.link.model.FrozenFeatures;
import org.melange.mmoe.EntityEncoding;
import org.melange.mmoe.Features;
import org.melange.mmoe.Gate;
import org.melange.mmoe.GateNormalizer;
import org.melange.mmoe.GateStatistics;
import org.melange.mmoe.ImageProjection;
import org.melange.mmoe.Matcher;
import org.melange.mmoe.MentionEncoding;
import org.melange.mmoe.Scores;
import org.melange.mmoe.Side;
import org.melange.train.data.ClipInput;
import org.melange.train.data.Examples;
import org.melange.train.data.Pairs;

/**
 * Ranks all entities of a data set for each of its mentions, as the paper does. The statistics of
 * the published gate are computed for each validation from these mentions and entities, as for the
 * final model.
 *
 * <p>Keeps the scores of all pairs, 4 bytes each, and the encodings of all mentions, so it is for
 * validation sets and not for knowledge bases. An entity with the same score as the gold entity is
 * ranked before it. Not thread-safe.
 *
 * @param <T> the representation of a mention or an entity
 */
public final class RankingValidator<T> implements Validator {

  private static final int CHUNK = 64;

  private final Matcher matcher;
  private final ImageProjection projection;
  private final Examples<T> mentions;
  private final Examples<T> entities;
  private final int[] answers;
  private final BatchEncoder<T> encoder;

  private RankingValidator(
      Matcher matcher, ImageProjection projection, BatchEncoder<T> encoder, Pairs<T> pairs) {
    if (pairs.size() == 0) {
      throw new IllegalArgumentException("no mentions to validate on");
    }
    this.matcher = matcher;
    this.projection = projection;
    this.encoder = encoder;
    this.mentions = pairs.mentions();
    this.entities = pairs.entities();
    this.answers = pairs.answers();
  }

  /**
   * A validator of a training on frozen features.
   *
   * @param pairs the mentions, all entities that they are ranked against, and the right ones
   * @throws IllegalArgumentException if there are no mentions
   */
  public static RankingValidator<FrozenFeatures> ofFrozen(
      Matcher matcher, ImageProjection projection, Pairs<FrozenFeatures> pairs) {
    return new RankingValidator<>(
        matcher, projection, BatchEncoder.frozen(projection.widths()), pairs);
  }

  /**
   * A validator of a training that fine-tunes {@code clip} jointly.
   *
   * @param pairs the mentions, all entities that they are ranked against, and the right ones
   * @throws IllegalArgumentException if there are no mentions
   */
  public static RankingValidator<ClipInput> ofInputs(
      Matcher matcher, ImageProjection projection, ClipModel clip, Pairs<ClipInput> pairs) {
    return new RankingValidator<>(matcher, projection, BatchEncoder.computedBy(clip), pairs);
  }

  /** {@inheritDoc} */
  @Override
  public double mrr() {
    float[][] scores = scores(scale());
    return IntStream.range(0, scores.length)
        .mapToDouble(m -> 1.0 / rank(scores[m], answers[m]))
        .average()
        .orElseThrow();
  }

  private GateNormalizer scale() {
    if (matcher.config().gate() == Gate.TOKEN) {
      return GateNormalizer.ofBatch();
    }
    GateStatistics.Accumulator sums = new GateStatistics.Accumulator(matcher.config().experts());
    observe(mentions, Side.MENTION, sums);
    observe(entities, Side.ENTITY, sums);
    return sums.freeze();
  }

  private void observe(Examples<T> items, Side side, GateStatistics.Accumulator sums) {
    for (int from = 0; from < items.size(); from += CHUNK) {
      try (NDManager manager = manager()) {
        matcher.observe(chunk(manager, items, from), side, sums);
      }
    }
  }

  /** The scores of all pairs, [M][E]. */
  private float[][] scores(GateNormalizer scale) {
    float[][] scores = new float[mentions.size()][entities.size()];
    try (NDManager outer = manager()) {
      List<MentionEncoding> encodings = new ArrayList<>();
      for (int m = 0; m < mentions.size(); m += CHUNK) {
        encodings.add(matcher.encodeMentions(chunk(outer, mentions, m), scale));
      }
      for (int e = 0; e < entities.size(); e += CHUNK) {
        try (NDManager inner = manager()) {
          EntityEncoding chunk = matcher.encodeEntities(chunk(inner, entities, e), scale);
          for (int i = 0; i < encodings.size(); i++) {
            copy(encodings.get(i), chunk, scores, i * CHUNK, e);
          }
        }
      }
    }
    return scores;
  }

  private void copy(MentionEncoding left, EntityEncoding right, float[][] into, int m, int e) {
    try (Scores scores = matcher.score(left, right)) {
      float[] values = scores.score().toFloatArray();
      int width = Math.toIntExact(scores.score().getShape().get(1));
      for (int row = 0; row * width < values.length; row++) {
        System.arraycopy(values, row * width, into[m + row], e, width);
      }
    }
  }

  private Features chunk(NDManager manager, Examples<T> items, int from) {
    List<T> taken =
        IntStream.range(from, Math.min(from + CHUNK, items.size())).mapToObj(items::get).toList();
    return encoder.encode(manager, taken).projected(projection, Integer.MAX_VALUE);
  }

  private NDManager manager() {
    Device device = matcher.getParameters().valueAt(0).getArray().getDevice();
    return NDManager.newBaseManager(device);
  }

  private static int rank(float[] scores, int answer) {
    int rank = 1;
    for (int e = 0; e < scores.length; e++) {
      if (e != answer && !(scores[e] < scores[answer])) {
        rank++;
      }
    }
    return rank;
  }
}
