package org.melange.link.score;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.Modality;
import org.melange.link.row.PairScorer;

/**
 * Local scores of one intra-level unit, for the entities of a block and a group of mentions.
 *
 * <p>With α the {@link AttentionWeights} of a pair, w the entity's mixed cls and V the mention's
 * values, the local score is {@code Σ α_j (w · V_j) / sqrt(‖Rα‖² + ε) + shift}: the layer norm
 * needs no vector of width h, because the variance of {@code Σ α_j V_j} is {@code ‖Rα‖²}.
 *
 * <p>Reuses its arrays; confined to one thread.
 */
final class UnitScorer {

  /** Queries whose logits are computed together, unless one entity has more. */
  private static final int QUERIES = 24;

  private final EntityLayout layout;
  private final Modality modality;
  private final AttentionWeights attention;

  /** Products of mixed parts with axes by entity of the block, [CAPACITY, GROUP]. */
  private final float[] along = new float[EntityBlock.CAPACITY * SimdLanes.GROUP];

  /** Products of mixed parts with values by {@linkplain EntityBlock#order order}, [S, GROUP]. */
  private float[] dots = new float[0];

  /** Local scores by entity of the last chunk, [CHUNK, GROUP]. */
  private final float[] scores = new float[BlockScorer.CHUNK * SimdLanes.GROUP];

  /** Where the queries of some entities start. */
  private int[] queryAt = new int[QUERIES];

  /**
   * A scorer of the unit {@code modality}.
   *
   * @param attention shared with the other unit of this thread
   */
  UnitScorer(EntityLayout layout, Modality modality, AttentionWeights attention) {
    this.layout = layout;
    this.modality = modality;
    this.attention = attention;
  }

  Modality modality() {
    return modality;
  }

  /** Products of mixed parts with axes by entity of the block, [CAPACITY, GROUP]. */
  float[] along() {
    return along;
  }

  /** Products of mixed parts with values by order of the entities, [S, GROUP] each. */
  float[] dots() {
    return dots;
  }

  /** Local scores by entity of the last chunk, [CHUNK, GROUP]. */
  float[] scores() {
    return scores;
  }

  /** Computes {@link #along} for all entities. */
  void axes(EntityBlock block, MentionPanel panel) {
    GemmKernel.of(
        block.heads(),
        block.headAt(),
        block.size(),
        panel.unit(modality).axis(),
        along,
        SimdLanes.GROUP);
  }

  /** Computes {@link #dots} for the entities that were fetched last. */
  void values(EntityBlock block, MentionPanel panel) {
    UnitPanel unit = panel.unit(modality);
    int stride = unit.slots() * SimdLanes.GROUP;
    if (dots.length < block.fetched() * stride) {
      dots = new float[EntityBlock.CAPACITY * stride];
    }
    GemmKernel.of(
        block.exactHeads(), block.fetchedHeads(), block.fetched(), unit.values(), dots, stride);
  }

  /**
   * Computes {@link #scores} of some entities, whose {@link #dots} are known.
   *
   * @param places of entities in the block
   * @param from the first that is scored
   */
  void score(EntityBlock block, int[] places, int from, int to, MentionPanel panel) {
    UnitPanel unit = panel.unit(modality);
    int next = from;
    while (next < to) {
      int start = next;
      int queries = 0;
      do {
        queries += listQueries(block, places[next++], queries);
      } while (next < to && queries + tokens(block, places[next]) <= QUERIES);
      logits(block, queries, unit);
      int first = 0;
      for (int i = start; i < next; i++) {
        score(block, places[i], first, unit, (i - from) * SimdLanes.GROUP);
        first += tokens(block, places[i]);
      }
    }
  }

  private int tokens(EntityBlock block, int r) {
    return layout.tokens(modality, block.tails(), block.tailAt(r));
  }

  /** Notes where the queries of an entity start, behind those of others. */
  private int listQueries(EntityBlock block, int r, int behind) {
    int tail = block.tailAt(r);
    int tokens = layout.tokens(modality, block.tails(), tail);
    if (queryAt.length < behind + tokens) {
      queryAt = Arrays.copyOf(queryAt, behind + tokens);
    }
    int first = tail + layout.queries(modality, block.tails(), tail);
    for (int i = 0; i < tokens; i++) {
      queryAt[behind + i] = first + i * layout.hiddenDim();
    }
    return tokens;
  }

  private void logits(EntityBlock block, int queries, UnitPanel unit) {
    attention.reserve(queries, unit.slots());
    GemmKernel.of(
        block.tails(),
        queryAt,
        queries,
        unit.keys(),
        attention.logits,
        (unit.slots() + 1) * SimdLanes.GROUP);
  }

  /** The scores of one entity, whose first query stands at {@code first} among the logits. */
  private void score(EntityBlock block, int r, int first, UnitPanel unit, int outAt) {
    float[] heads = block.exactHeads();
    int head = block.headAt()[r];
    attention.compute(unit, first, tokens(block, r), heads[head + layout.live(modality)]);
    normalise(
        unit,
        block.order(r) * unit.slots() * SimdLanes.GROUP,
        layout.deadDot(modality, block.tails(), block.tailAt(r)),
        heads[head + layout.shift(modality)],
        outAt);
  }

  /** {@code Σ α_j (w · V_j) / sqrt(‖Rα‖² + ε) + shift}. */
  private void normalise(UnitPanel unit, int dotsAt, float deadDot, float shift, int outAt) {
    float[] weights = attention.weights;
    int dead = unit.slots() * SimdLanes.GROUP;
    float[] factor = unit.factor();
    for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
      FloatVector variance = FloatVector.broadcast(SimdLanes.SPECIES, (float) PairScorer.EPSILON);
      int entry = lane;
      for (int i = lane; i <= dead + lane; i += SimdLanes.GROUP) {
        FloatVector sum = FloatVector.zero(SimdLanes.SPECIES);
        for (int at = i; at <= dead + lane; at += SimdLanes.GROUP, entry += SimdLanes.GROUP) {
          sum =
              FloatVector.fromArray(SimdLanes.SPECIES, factor, entry)
                  .fma(FloatVector.fromArray(SimdLanes.SPECIES, weights, at), sum);
        }
        variance = sum.fma(sum, variance);
      }
      FloatVector product =
          FloatVector.fromArray(SimdLanes.SPECIES, weights, dead + lane).mul(deadDot);
      for (int at = lane; at < dead; at += SimdLanes.GROUP) {
        product =
            FloatVector.fromArray(SimdLanes.SPECIES, weights, at)
                .fma(FloatVector.fromArray(SimdLanes.SPECIES, dots, dotsAt + at), product);
      }
      product.div(variance.sqrt()).add(shift).intoArray(scores, outAt + lane);
    }
  }
}
