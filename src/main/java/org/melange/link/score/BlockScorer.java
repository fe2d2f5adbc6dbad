package org.melange.link.score;

import java.util.List;
import jdk.incubator.vector.FloatVector;
import org.melange.link.row.CosineLayout;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.Modality;
import org.melange.link.row.PairScore;
import org.melange.link.row.PairScorer;

/**
 * Scores the entities of a block with groups of mentions, exactly and many at a time. Gives the
 * scores of {@link PairScorer} up to rounding; the bits of a pair's score depend on its two rows
 * alone.
 *
 * <p>Works in three steps, so that the later ones can be left out: {@link #coarse} products of all
 * entities, products with {@link #values} of some, and the {@link #score} of fewer. Each of the
 * first two bounds the result of the next: {@link ScoreBounds} and {@link CornerBounds}. Reuses its
 * arrays; confined to one thread.
 */
final class BlockScorer {

  /** Entities that are scored together at most. */
  static final int CHUNK = 8;

  /** Values that stay in a near cache. */
  private static final int NEAR = 1 << 13;

  private static final float SIXTH = 1f / 6;

  private final EntityLayout layout;
  private final EntityBlock block;

  /** Coarse products by entity of the block. */
  private final CoarseProducts stored = new CoarseProducts();

  /** The same of entities whose heads had to be read again, by their order. */
  private final CoarseProducts exact = new CoarseProducts();

  /** Of text and image, or none if the layout has no units. */
  private final List<UnitScorer> units;

  private final ScoreBounds bounds;
  private final CornerBounds corners;

  /** Scores by entity of the last chunk, [CHUNK, GROUP]. */
  private final float[] scores = new float[CHUNK * SimdLanes.GROUP];

  /** A scorer of the entities that {@code block} is loaded with. */
  BlockScorer(EntityLayout layout, EntityBlock block) {
    this.layout = layout;
    this.block = block;
    AttentionWeights attention = new AttentionWeights();
    units = layout.units().stream().map(unit -> new UnitScorer(layout, unit, attention)).toList();
    bounds = new ScoreBounds(layout);
    corners = new CornerBounds(layout);
  }

  /** Computes the coarse products of all entities, for {@link #score}. */
  void coarse(MentionPanel panel) {
    stored.compute(block.heads(), block.headAt(), block.size(), panel);
  }

  /** Whether the coarse products are the scores, so that there is nothing to bound. */
  boolean scoresAreProducts() {
    return units.isEmpty() && !block.rounded();
  }

  /** Computes what {@link #bounds} and {@link #estimates} need in addition. */
  void axes(MentionPanel panel) {
    units.forEach(unit -> unit.axes(block, panel));
  }

  /** Computes bounds of the scores of all entities, for {@link #reaches}. */
  void bounds(MentionPanel panel) {
    bounds.start(block, panel, stored);
    units.forEach(unit -> bounds.addLocal(block, panel, unit));
  }

  /**
   * Whether the score of an entity with any mention of the group may reach that mention's
   * threshold; certain where it is false.
   *
   * @param r place of the entity in the block
   * @param thresholds of each lane
   */
  boolean reaches(int r, float[] thresholds) {
    return bounds.reaches(r, thresholds);
  }

  /** A value that the score of an entity with the mention in a lane does not exceed. */
  float bound(int r, int lane) {
    return bounds.bound(r, lane);
  }

  /** The scores of an entity if all contexts were on the axes of their cones. */
  void estimates(int r, float[] out) {
    int head = r * layout.headWidth();
    float shifts = 0;
    for (UnitScorer unit : units) {
      shifts += block.heads()[head + layout.shift(unit.modality())];
    }
    for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
      int at = r * SimdLanes.GROUP + lane;
      FloatVector estimate = stored.total(at);
      for (UnitScorer unit : units) {
        estimate = estimate.add(FloatVector.fromArray(SimdLanes.SPECIES, unit.along(), at));
      }
      estimate.add(shifts * SIXTH).intoArray(out, lane);
    }
  }

  /** Entities whose {@link #values} take no more room than {@link #NEAR}: eight, or more. */
  int together(MentionPanel panel) {
    int slots = Math.max(1, Math.max(panel.text().slots(), panel.image().slots()));
    int fit = NEAR / (slots * SimdLanes.GROUP) / CHUNK * CHUNK;
    return Math.max(CHUNK, Math.min(EntityBlock.CAPACITY, fit));
  }

  /**
   * Fetches some entities and computes {@code w · V_j}, for {@link #tighten} and {@link #score}.
   *
   * @param places of entities in the block
   * @param from the first that is fetched
   */
  void values(int[] places, int from, int to, MentionPanel panel) {
    block.fetch(places, from, to);
    if (block.rounded()) {
      exact.compute(block.exactHeads(), block.fetchedHeads(), block.fetched(), panel);
    }
    units.forEach(unit -> unit.values(block, panel));
  }

  /** Lowers the bounds of an entity by what its {@link #values} say. */
  void tighten(int r, MentionPanel panel) {
    corners.start(coarse(), coarseAt(r));
    units.forEach(unit -> corners.addLocal(block, r, panel, unit));
    bounds.lower(r, corners.values());
  }

  /**
   * Scores at most {@link #CHUNK} entities whose {@link #values} were computed last.
   *
   * @param places of entities in the block
   * @param from the first that is scored
   * @return scores by entity, [to − from, GROUP]; overwritten by the next call
   */
  float[] score(int[] places, int from, int to, MentionPanel panel) {
    for (UnitScorer unit : units) {
      unit.score(block, places, from, to, panel);
    }
    for (int i = from; i < to; i++) {
      for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
        sum(coarse(), coarseAt(places[i]) + lane, (i - from) * SimdLanes.GROUP + lane);
      }
    }
    return scores;
  }

  /** Coarse products of the heads that scores are made of. */
  private CoarseProducts coarse() {
    return block.rounded() ? exact : stored;
  }

  /** Where those of an entity stand. */
  private int coarseAt(int r) {
    return (block.rounded() ? block.order(r) : r) * SimdLanes.GROUP;
  }

  private void sum(CoarseProducts coarse, int from, int at) {
    sum(Modality.TEXT, coarse.text, from, at)
        .add(sum(Modality.IMAGE, coarse.image, from, at))
        .add(FloatVector.fromArray(SimdLanes.SPECIES, coarse.cross, from))
        .intoArray(scores, at);
  }

  /** The global score of a modality and the local one, if there is one. */
  private FloatVector sum(Modality modality, float[] global, int from, int at) {
    FloatVector product = FloatVector.fromArray(SimdLanes.SPECIES, global, from);
    return units.isEmpty()
        ? product
        : FloatVector.fromArray(SimdLanes.SPECIES, units.get(modality.ordinal()).scores(), at)
            .mul(SIXTH)
            .add(product);
  }

  /**
   * The parts of a score that {@link #score} gave last.
   *
   * @param i which of the entities that were scored
   * @param r its place in the block
   * @param lane of the mention
   */
  PairScore parts(int i, int r, MentionPanel panel, int lane) {
    if (layout instanceof CosineLayout cosines) {
      return cosines.parts(
          scores[i * SimdLanes.GROUP + lane],
          panel.alike().get(lane),
          block.exactHeads(),
          block.headAt()[r]);
    }
    return matched(i, r, lane);
  }

  private PairScore matched(int i, int r, int lane) {
    CoarseProducts coarse = coarse();
    int global = coarseAt(r) + lane;
    int at = i * SimdLanes.GROUP + lane;
    return new PairScore(
        scores[at],
        3 * (coarse.text[global] + units.get(0).scores()[at] * SIXTH),
        3 * (coarse.image[global] + units.get(1).scores()[at] * SIXTH),
        3 * coarse.cross[global]);
  }
}
