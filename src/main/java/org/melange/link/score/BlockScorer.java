package org.melange.link.score;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.Modality;
import org.melange.link.row.PairScore;
import org.melange.link.row.PairScorer;

/**
 * Scores entities with groups of mentions, exactly and many at a time. Gives the scores of {@link
 * PairScorer} up to rounding; the bits of a pair's score depend on nothing but its two rows.
 *
 * <p>In three steps, so that the later ones can be left out: {@link #coarse} products of all
 * entities of a block, products with {@link #values} of some, and the {@link #score} of fewer. Each
 * of the first two {@linkplain ScoreBounds bounds} what comes behind it. For one thread.
 */
final class BlockScorer {

  private static final int ROWS = 8;
  private static final int QUERIES = 24;

  /** Numbers that stay in a near cache. */
  private static final int NEAR = 1 << 13;

  private static final float SIXTH = 1f / 6;

  private final EntityLayout layout;
  private final LocalScores locals = new LocalScores();

  /** Coarse products by entity of the block. */
  private final CoarseProducts block;

  /** The same of entities whose heads had to be read again, by their order. */
  private final CoarseProducts exact;

  /** Products of mixed parts with axes by unit and entity of the block, [CAPACITY, GROUP] each. */
  private final float[][] along = new float[2][EntityBlock.CAPACITY * SimdLanes.GROUP];

  private final ScoreBounds bounds;

  /** Local scores and scores by entity of the last chunk, [ROWS, GROUP] each. */
  private final float[][] local = new float[2][ROWS * SimdLanes.GROUP];

  private final float[] scores = new float[ROWS * SimdLanes.GROUP];

  /** Products of mixed parts with values by unit, [entities, slots, GROUP] in their order. */
  private final float[][] dots = new float[2][0];

  /** The order of entities of the block among those whose {@link #values} were computed. */
  private final int[] order = new int[EntityBlock.CAPACITY];

  private final int[] headAt = new int[EntityBlock.CAPACITY];
  private int[] queryAt = new int[QUERIES];

  BlockScorer(EntityLayout layout) {
    this.layout = layout;
    block = new CoarseProducts(layout);
    exact = new CoarseProducts(layout);
    bounds = new ScoreBounds(layout);
  }

  /** Computes the coarse products of all entities, for {@link #score}. */
  void coarse(EntityBlock entities, MentionPanel panel) {
    block.compute(entities.heads(), entities.headAt(), entities.size(), panel);
  }

  /** Computes what {@link #bounds} and {@link #estimates} need besides. */
  void axes(EntityBlock entities, MentionPanel panel) {
    for (Modality unit : Modality.values()) {
      CoarseProducts.product(
          entities.heads(),
          entities.headAt(),
          entities.size(),
          layout.mixed(unit),
          panel,
          layout.hiddenDim(),
          along[unit.ordinal()]);
    }
  }

  /** Computes bounds of the scores of all entities, for {@link #reaches}. */
  void bounds(EntityBlock entities, MentionPanel panel) {
    bounds.ofHeads(entities, panel, block, along);
  }

  /**
   * Whether the score of an entity with any mention of the group may reach that mention's
   * threshold; certain where it says no.
   *
   * @param thresholds of each lane
   */
  boolean reaches(int r, float[] thresholds) {
    return bounds.reaches(r, thresholds);
  }

  /** A number that the score of an entity with the mention in a lane does not exceed. */
  float bound(int r, int lane) {
    return bounds.bound(r, lane);
  }

  /** The scores of an entity if all contexts lay in the axes of their cones. */
  void estimates(EntityBlock entities, int r, float[] out) {
    int head = r * layout.headWidth();
    float shifts =
        entities.heads()[head + layout.shift(Modality.TEXT)]
            + entities.heads()[head + layout.shift(Modality.IMAGE)];
    for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
      int at = r * SimdLanes.GROUP + lane;
      block
          .total(at)
          .add(FloatVector.fromArray(SimdLanes.SPECIES, along[0], at))
          .add(FloatVector.fromArray(SimdLanes.SPECIES, along[1], at))
          .add(shifts * SIXTH)
          .intoArray(out, lane);
    }
  }

  /** Whether a score is not below its lane's threshold; one that is not a number is not. */
  static boolean anyReaches(float[] scores, int at, float[] thresholds) {
    for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
      FloatVector row = FloatVector.fromArray(SimdLanes.SPECIES, scores, at + lane);
      if (!row.compare(
              VectorOperators.LT, FloatVector.fromArray(SimdLanes.SPECIES, thresholds, lane))
          .allTrue()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads all of some entities and computes {@code w · V_j}, for {@link #tighten} and {@link
   * #score}.
   *
   * @param chosen places of entities in the block
   */
  void values(EntityBlock entities, int[] chosen, int count, MentionPanel panel) {
    for (int i = 0; i < count; i++) {
      entities.fetch(chosen[i]);
      order[chosen[i]] = i;
      headAt[i] = entities.headAt()[chosen[i]];
    }
    if (entities.rounded()) {
      exact.compute(entities.exactHeads(), headAt, count, panel);
    }
    for (Modality modality : Modality.values()) {
      values(entities, count, panel.unit(modality), modality);
    }
  }

  /** Entities whose {@link #values} take no more room than {@link #NEAR}: eight, or more. */
  int together(MentionPanel panel) {
    int slots = Math.max(1, Math.max(panel.text().slots(), panel.image().slots()));
    int fit = NEAR / (slots * SimdLanes.GROUP) / ROWS * ROWS;
    return Math.max(ROWS, Math.min(EntityBlock.CAPACITY, fit));
  }

  private void values(EntityBlock entities, int count, MentionPanel.Unit unit, Modality modality) {
    int depth = layout.hiddenDim();
    int stride = unit.slots() * SimdLanes.GROUP;
    if (dots[modality.ordinal()].length < count * stride) {
      dots[modality.ordinal()] = new float[EntityBlock.CAPACITY * stride];
    }
    for (int j = 0; j < unit.slots() && count > 0; j++) {
      GemmKernel.of(
          entities.exactHeads(),
          headAt,
          count,
          layout.mixed(modality),
          unit.values(),
          j * depth * SimdLanes.GROUP,
          depth,
          dots[modality.ordinal()],
          j * SimdLanes.GROUP,
          stride);
    }
  }

  /** Lowers the bounds of an entity by what its {@link #values} say. */
  void tighten(EntityBlock entities, int r, MentionPanel panel) {
    bounds.ofCorners(entities, r, panel, coarseOf(entities), coarseAt(entities, r), dots, order[r]);
  }

  /**
   * Scores at most eight entities of a block whose {@link #coarse} products and {@link #values}
   * were computed for this panel.
   *
   * @param chosen places of entities in the block
   * @param from the first that is scored
   * @return scores by entity, [to − from, GROUP]; overwritten by the next call
   */
  float[] score(EntityBlock entities, int[] chosen, int from, int to, MentionPanel panel) {
    for (Modality unit : Modality.values()) {
      locals(entities, chosen, from, to, panel, unit);
    }
    for (int i = from; i < to; i++) {
      for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
        sum(
            coarseOf(entities),
            coarseAt(entities, chosen[i]) + lane,
            (i - from) * SimdLanes.GROUP + lane);
      }
    }
    return scores;
  }

  /** Coarse products of the heads that scores are made of. */
  private CoarseProducts coarseOf(EntityBlock entities) {
    return entities.rounded() ? exact : block;
  }

  /** Where those of an entity stand. */
  private int coarseAt(EntityBlock entities, int r) {
    return (entities.rounded() ? order[r] : r) * SimdLanes.GROUP;
  }

  private void sum(CoarseProducts coarse, int from, int at) {
    FloatVector text =
        FloatVector.fromArray(SimdLanes.SPECIES, local[0], at)
            .mul(SIXTH)
            .add(FloatVector.fromArray(SimdLanes.SPECIES, coarse.text, from));
    FloatVector image =
        FloatVector.fromArray(SimdLanes.SPECIES, local[1], at)
            .mul(SIXTH)
            .add(FloatVector.fromArray(SimdLanes.SPECIES, coarse.image, from));
    text.add(image)
        .add(FloatVector.fromArray(SimdLanes.SPECIES, coarse.cross, from))
        .intoArray(scores, at);
  }

  /**
   * The parts of a score that {@link #score} gave last.
   *
   * @param i which of the entities that were scored
   * @param place its place in the block
   * @param lane of the mention
   */
  PairScore parts(EntityBlock entities, int i, int place, int lane) {
    CoarseProducts coarse = coarseOf(entities);
    int global = coarseAt(entities, place) + lane;
    int at = i * SimdLanes.GROUP + lane;
    return new PairScore(
        scores[at],
        3 * (coarse.text[global] + local[0][at] * SIXTH),
        3 * (coarse.image[global] + local[1][at] * SIXTH),
        3 * coarse.cross[global]);
  }

  private void locals(
      EntityBlock entities, int[] chosen, int from, int to, MentionPanel panel, Modality modality) {
    MentionPanel.Unit unit = panel.unit(modality);
    int next = from;
    while (next < to) {
      int start = next;
      int queries = 0;
      do {
        queries += listQueries(entities, chosen[next++], modality, queries);
      } while (next < to && queries + tokens(entities, chosen[next], modality) <= QUERIES);
      logits(entities, queries, unit);
      finish(entities, chosen, from, start, next, unit, modality);
    }
  }

  private int tokens(EntityBlock entities, int r, Modality modality) {
    return layout.tokens(modality, entities.tails(), entities.tailAt(r));
  }

  /** Notes where the queries of an entity start, behind those of others. */
  private int listQueries(EntityBlock entities, int r, Modality modality, int behind) {
    int tail = entities.tailAt(r);
    int tokens = layout.tokens(modality, entities.tails(), tail);
    if (queryAt.length < behind + tokens) {
      queryAt = Arrays.copyOf(queryAt, behind + tokens);
    }
    int first = tail + layout.queries(modality, entities.tails(), tail);
    for (int i = 0; i < tokens; i++) {
      queryAt[behind + i] = first + i * layout.hiddenDim();
    }
    return tokens;
  }

  private void logits(EntityBlock entities, int queries, MentionPanel.Unit unit) {
    int depth = layout.hiddenDim();
    locals.reserve(queries, unit.slots());
    for (int j = 0; j < unit.slots() && queries > 0; j++) {
      GemmKernel.of(
          entities.tails(),
          queryAt,
          queries,
          0,
          unit.keys(),
          j * depth * SimdLanes.GROUP,
          depth,
          locals.logits,
          j * SimdLanes.GROUP,
          (unit.slots() + 1) * SimdLanes.GROUP);
    }
  }

  private void finish(
      EntityBlock entities,
      int[] chosen,
      int from,
      int start,
      int next,
      MentionPanel.Unit unit,
      Modality modality) {
    int stride = unit.slots() * SimdLanes.GROUP;
    int row = 0;
    for (int c = start; c < next; c++) {
      int head = entities.headAt()[chosen[c]];
      float[] heads = entities.exactHeads();
      int tokens = tokens(entities, chosen[c], modality);
      locals.score(
          unit,
          row,
          tokens,
          dots[modality.ordinal()],
          order[chosen[c]] * stride,
          heads[head + layout.live(modality)],
          layout.deadDot(modality, entities.tails(), entities.tailAt(chosen[c])),
          heads[head + layout.shift(modality)],
          local[modality.ordinal()],
          (c - from) * SimdLanes.GROUP);
      row += tokens;
    }
  }
}
