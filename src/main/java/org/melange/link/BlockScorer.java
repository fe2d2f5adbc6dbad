package org.melange.link;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Scores entities with groups of mentions, exactly and many at a time. Gives the scores of {@link
 * PairScorer} up to rounding; the bits of a pair's score depend on nothing but its two rows.
 *
 * <p>In two steps, so that the second can be left out: the coarse products of all entities of a
 * block, which bound their scores, and the local scores of some. For one thread.
 */
final class BlockScorer {

  private static final int ROWS = 8;
  private static final int QUERIES = 24;

  /** Numbers that stay in a near cache. */
  private static final int NEAR = 1 << 13;

  private static final float SIXTH = 1f / 6;

  /** Relative room for the rounding of a few sums. */
  private static final float SLACK = 4e-6f;

  private final EntityLayout layout;
  private final LocalScores locals = new LocalScores();

  /** Coarse products by entity of the block, [CAPACITY, GROUP] each. */
  private final Globals block = new Globals(EntityBlock.CAPACITY);

  /** The same of entities whose heads had to be read again, by their order. */
  private final Globals exact = new Globals(EntityBlock.CAPACITY);

  /** Products of mixed parts with axes, and bounds of scores, by entity of the block. */
  private final float[][] along = new float[2][EntityBlock.CAPACITY * Lanes.GROUP];

  private final float[] bounds = new float[EntityBlock.CAPACITY * Lanes.GROUP];
  private final float[] closer = new float[Lanes.GROUP];

  /** Local scores and scores by entity of the last chunk, [ROWS, GROUP] each. */
  private final float[][] local = new float[2][ROWS * Lanes.GROUP];

  private final float[] scores = new float[ROWS * Lanes.GROUP];

  /** Products of mixed parts with values by unit, [entities, slots, GROUP] in their order. */
  private final float[][] dots = new float[2][0];

  /** The order of entities of the block among those whose {@link #values} were computed. */
  private final int[] order = new int[EntityBlock.CAPACITY];

  private final int[] headAt = new int[EntityBlock.CAPACITY];
  private int[] queryAt = new int[QUERIES];

  BlockScorer(EntityLayout layout) {
    this.layout = layout;
  }

  /** Products of the four vectors that a coarse part starts with, [entities, GROUP] each. */
  private final class Globals {
    final float[] text;
    final float[] image;
    final float[] cross;

    Globals(int entities) {
      text = new float[entities * Lanes.GROUP];
      image = new float[entities * Lanes.GROUP];
      cross = new float[entities * Lanes.GROUP];
    }

    void compute(float[] heads, int[] rows, int count, MentionPanel panel) {
      product(heads, rows, count, 0, panel, layout.textDim(), text);
      product(heads, rows, count, layout.imageCls(), panel, layout.imageDim(), image);
      product(heads, rows, count, layout.textImage(), panel, 2 * layout.hiddenDim(), cross);
    }

    FloatVector total(int at) {
      return FloatVector.fromArray(Lanes.SPECIES, text, at)
          .add(FloatVector.fromArray(Lanes.SPECIES, image, at))
          .add(FloatVector.fromArray(Lanes.SPECIES, cross, at));
    }
  }

  private static void product(
      float[] heads, int[] rows, int count, int at, MentionPanel panel, int depth, float[] out) {
    int from = at * Lanes.GROUP;
    Product.of(heads, rows, count, at, panel.coarse(), from, depth, out, 0, Lanes.GROUP);
  }

  /** Computes the coarse products of all entities, for {@link #score}. */
  void coarse(EntityBlock entities, MentionPanel panel) {
    block.compute(entities.heads(), entities.headAt(), entities.size(), panel);
  }

  /** Computes what {@link #bounds} and {@link #estimates} need besides. */
  void axes(EntityBlock entities, MentionPanel panel) {
    for (Modality unit : Modality.values()) {
      product(
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
    for (int r = 0; r < entities.size(); r++) {
      start(r, entities.error(r), panel);
    }
    for (Modality modality : Modality.values()) {
      float turned = (float) Math.sqrt(layout.hiddenDim()) * SIXTH;
      for (int r = 0; r < entities.size(); r++) {
        float[] heads = entities.heads();
        int head = r * layout.headWidth();
        MentionPanel.Unit unit = panel.unit(modality);
        addLocal(
            r * Lanes.GROUP,
            along[modality.ordinal()],
            unit.cone(),
            heads[head + layout.norm(modality)] * SIXTH,
            heads[head + layout.shift(modality)] * SIXTH,
            turned * entities.error(r),
            heads[head + layout.live(modality)] <= unit.live());
      }
    }
  }

  /**
   * Whether the score of an entity with any mention of the group may reach that mention's
   * threshold; certain where it says no.
   *
   * @param thresholds of each lane
   */
  boolean reaches(int r, float[] thresholds) {
    return anyReaches(bounds, r * Lanes.GROUP, thresholds);
  }

  /** A number that the score of an entity with the mention in a lane does not exceed. */
  float bound(int r, int lane) {
    return bounds[r * Lanes.GROUP + lane];
  }

  /** The scores of an entity if all contexts lay in the axes of their cones. */
  void estimates(EntityBlock entities, int r, float[] out) {
    int head = r * layout.headWidth();
    float shifts =
        entities.heads()[head + layout.shift(Modality.TEXT)]
            + entities.heads()[head + layout.shift(Modality.IMAGE)];
    for (int lane = 0; lane < Lanes.GROUP; lane += Lanes.WIDTH) {
      int at = r * Lanes.GROUP + lane;
      block
          .total(at)
          .add(FloatVector.fromArray(Lanes.SPECIES, along[0], at))
          .add(FloatVector.fromArray(Lanes.SPECIES, along[1], at))
          .add(shifts * SIXTH)
          .intoArray(out, lane);
    }
  }

  /** Whether a score is not below its lane's threshold; one that is not a number is not. */
  static boolean anyReaches(float[] scores, int at, float[] thresholds) {
    for (int lane = 0; lane < Lanes.GROUP; lane += Lanes.WIDTH) {
      FloatVector row = FloatVector.fromArray(Lanes.SPECIES, scores, at + lane);
      if (!row.compare(VectorOperators.LT, FloatVector.fromArray(Lanes.SPECIES, thresholds, lane))
          .allTrue()) {
        return true;
      }
    }
    return false;
  }

  /** The coarse product, and how far a rounded head may be from the exact one. */
  private void start(int r, float error, MentionPanel panel) {
    for (int lane = 0; lane < Lanes.GROUP; lane += Lanes.WIDTH) {
      int at = r * Lanes.GROUP + lane;
      FloatVector coarse = block.total(at);
      FloatVector.fromArray(Lanes.SPECIES, panel.length(), lane)
          .mul(error)
          .add(coarse)
          .add(coarse.abs().mul(SLACK))
          .intoArray(bounds, at);
    }
  }

  /**
   * Adds {@code sqrt(h) ‖w‖ cos(max(0, φ − θ)) + shift}, over 6: see {@link Cone}. With p = sqrt(h)
   * ‖w‖ cos φ and q = sqrt(h) ‖w‖ sin φ that is p cos θ + q sin θ, which grows with p up to φ = θ.
   *
   * @param norm {@code sqrt(h) ‖w‖}
   * @param turned how far p may be from the exact one
   * @param inCone whether the entity's context stays in the mention's cone
   */
  private void addLocal(
      int at, float[] along, float[] cone, float norm, float shift, float turned, boolean inCone) {
    float margin = shift + SLACK * (norm + Math.abs(shift));
    for (int lane = 0; lane < Lanes.GROUP; lane += Lanes.WIDTH) {
      FloatVector slack =
          FloatVector.fromArray(Lanes.SPECIES, cone, 3 * Lanes.GROUP + lane).mul(norm).add(margin);
      FloatVector bound = slack.add(FloatVector.fromArray(Lanes.SPECIES, bounds, at + lane));
      if (inCone) {
        FloatVector cos = FloatVector.fromArray(Lanes.SPECIES, cone, lane);
        FloatVector p =
            FloatVector.fromArray(Lanes.SPECIES, along, at + lane).add(turned).min(cos.mul(norm));
        FloatVector q = p.mul(p).neg().add(norm * norm).max(0).sqrt();
        FloatVector local =
            p.mul(cos).add(q.mul(FloatVector.fromArray(Lanes.SPECIES, cone, Lanes.GROUP + lane)));
        FloatVector shrunk =
            local.mul(FloatVector.fromArray(Lanes.SPECIES, cone, 2 * Lanes.GROUP + lane));
        bound = bound.add(local.max(shrunk));
      } else {
        bound = bound.add(norm);
      }
      bound.intoArray(bounds, at + lane);
    }
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
    int fit = NEAR / (slots * Lanes.GROUP) / ROWS * ROWS;
    return Math.max(ROWS, Math.min(EntityBlock.CAPACITY, fit));
  }

  private void values(EntityBlock entities, int count, MentionPanel.Unit unit, Modality modality) {
    int depth = layout.hiddenDim();
    int stride = unit.slots() * Lanes.GROUP;
    if (dots[modality.ordinal()].length < count * stride) {
      dots[modality.ordinal()] = new float[EntityBlock.CAPACITY * stride];
    }
    for (int j = 0; j < unit.slots() && count > 0; j++) {
      Product.of(
          entities.exactHeads(),
          headAt,
          count,
          layout.mixed(modality),
          unit.values(),
          j * depth * Lanes.GROUP,
          depth,
          dots[modality.ordinal()],
          j * Lanes.GROUP,
          stride);
    }
  }

  /** Lowers the bounds of an entity by what its {@link #values} say. */
  void tighten(EntityBlock entities, int r, MentionPanel panel) {
    Globals globals = globals(entities);
    int from = global(entities, r);
    int at = r * Lanes.GROUP;
    for (int lane = 0; lane < Lanes.GROUP; lane += Lanes.WIDTH) {
      FloatVector coarse = globals.total(from + lane);
      coarse.add(coarse.abs().mul(SLACK)).intoArray(closer, lane);
    }
    for (Modality modality : Modality.values()) {
      addVertices(entities, r, panel.unit(modality), modality);
    }
    for (int lane = 0; lane < Lanes.GROUP; lane += Lanes.WIDTH) {
      FloatVector.fromArray(Lanes.SPECIES, bounds, at + lane)
          .min(FloatVector.fromArray(Lanes.SPECIES, closer, lane))
          .intoArray(bounds, at + lane);
    }
  }

  /**
   * Adds the largest local score at a corner of the mention's hull, or 0 if all are negative: with
   * a the axis, {@code w · x / ‖x‖ ≤ w · x / a · x}, which no point of the hull makes larger than
   * its best corner does.
   */
  private void addVertices(EntityBlock entities, int r, MentionPanel.Unit unit, Modality modality) {
    float[] heads = entities.exactHeads();
    int head = entities.headAt()[r];
    float norm = heads[head + layout.norm(modality)] * SIXTH;
    float shift = heads[head + layout.shift(modality)] * SIXTH;
    float margin = shift + SLACK * (norm + Math.abs(shift));
    boolean inHull = heads[head + layout.live(modality)] <= unit.live();
    float dead = layout.deadDot(modality, entities.tails(), entities.tailAt(r));
    int from = order[r] * unit.slots() * Lanes.GROUP;
    for (int lane = 0; lane < Lanes.GROUP; lane += Lanes.WIDTH) {
      FloatVector local = FloatVector.broadcast(Lanes.SPECIES, norm);
      if (inHull) {
        local = vertices(unit, dots[modality.ordinal()], from + lane, dead, lane).min(local);
      }
      FloatVector.fromArray(Lanes.SPECIES, unit.cone(), 3 * Lanes.GROUP + lane)
          .mul(norm)
          .add(margin)
          .add(local)
          .add(FloatVector.fromArray(Lanes.SPECIES, closer, lane))
          .intoArray(closer, lane);
    }
  }

  private static FloatVector vertices(
      MentionPanel.Unit unit, float[] dots, int from, float dead, int lane) {
    int shut = unit.slots() * Lanes.GROUP;
    FloatVector mean = FloatVector.fromArray(Lanes.SPECIES, unit.base(), shut + lane).mul(dead);
    for (int at = 0; at < shut; at += Lanes.GROUP) {
      mean =
          FloatVector.fromArray(Lanes.SPECIES, unit.base(), at + lane)
              .fma(FloatVector.fromArray(Lanes.SPECIES, dots, from + at), mean);
    }
    FloatVector fixed = mean.mul(1 - unit.live());
    FloatVector largest =
        fixed
            .add(unit.live() * dead)
            .mul(FloatVector.fromArray(Lanes.SPECIES, unit.corner(), shut + lane))
            .max(0);
    for (int at = 0; at < shut; at += Lanes.GROUP) {
      largest =
          FloatVector.fromArray(Lanes.SPECIES, dots, from + at)
              .mul(unit.live())
              .add(fixed)
              .mul(FloatVector.fromArray(Lanes.SPECIES, unit.corner(), at + lane))
              .max(largest);
    }
    return largest;
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
      for (int lane = 0; lane < Lanes.GROUP; lane += Lanes.WIDTH) {
        sum(globals(entities), global(entities, chosen[i]) + lane, (i - from) * Lanes.GROUP + lane);
      }
    }
    return scores;
  }

  /** Coarse products of the heads that scores are made of. */
  private Globals globals(EntityBlock entities) {
    return entities.rounded() ? exact : block;
  }

  /** Where those of an entity stand. */
  private int global(EntityBlock entities, int r) {
    return (entities.rounded() ? order[r] : r) * Lanes.GROUP;
  }

  private void sum(Globals globals, int from, int at) {
    FloatVector text =
        FloatVector.fromArray(Lanes.SPECIES, local[0], at)
            .mul(SIXTH)
            .add(FloatVector.fromArray(Lanes.SPECIES, globals.text, from));
    FloatVector image =
        FloatVector.fromArray(Lanes.SPECIES, local[1], at)
            .mul(SIXTH)
            .add(FloatVector.fromArray(Lanes.SPECIES, globals.image, from));
    text.add(image)
        .add(FloatVector.fromArray(Lanes.SPECIES, globals.cross, from))
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
    Globals globals = globals(entities);
    int global = global(entities, place) + lane;
    int at = i * Lanes.GROUP + lane;
    return new PairScore(
        scores[at],
        3 * (globals.text[global] + local[0][at] * SIXTH),
        3 * (globals.image[global] + local[1][at] * SIXTH),
        3 * globals.cross[global]);
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
      Product.of(
          entities.tails(),
          queryAt,
          queries,
          0,
          unit.keys(),
          j * depth * Lanes.GROUP,
          depth,
          locals.logits,
          j * Lanes.GROUP,
          (unit.slots() + 1) * Lanes.GROUP);
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
    int stride = unit.slots() * Lanes.GROUP;
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
          (c - from) * Lanes.GROUP);
      row += tokens;
    }
  }
}
