package org.melange.link.score;

import java.util.List;
import java.util.stream.IntStream;
import org.melange.link.row.EntityRows;
import org.melange.link.row.PairScore;

/**
 * Reads entities block by block, scores them with the mentions of a batch and offers the scores to
 * selections, one for each group. Confined to one thread.
 */
final class BlockScan {

  /** All places of a block. */
  private static final int[] EVERY = IntStream.range(0, EntityBlock.CAPACITY).toArray();

  private final MentionBatch batch;
  private final EntityBlock block;
  private final BlockScorer scorer;

  /** Places of entities whose bounds by heads reach a threshold. */
  private final int[] candidates = new int[EntityBlock.CAPACITY];

  /** Those of them whose closer bounds do. */
  private final int[] survivors = new int[EntityBlock.CAPACITY];

  private long refined;

  /** A scan of {@code rows} for the mentions of {@code batch}. */
  BlockScan(EntityRows rows, MentionBatch batch) {
    this.batch = batch;
    block = new EntityBlock(rows);
    scorer = new BlockScorer(rows.layout(), block);
  }

  /** Pairs that were scored in full so far. */
  long refined() {
    return refined;
  }

  /** Scores every entity from {@code from} to {@code to − 1}. */
  void all(int from, int to, List<? extends ScoreConsumer> selections) {
    for (int at = from; at < to; at += EntityBlock.CAPACITY) {
      block.load(at, Math.min(to, at + EntityBlock.CAPACITY));
      for (int g = 0; g < batch.groups(); g++) {
        scorer.coarse(batch.panel(g));
        all(batch.panel(g), selections.get(g));
      }
    }
  }

  private void all(MentionPanel panel, ScoreConsumer selection) {
    int step = scorer.together(panel);
    for (int from = 0; from < block.size(); from += step) {
      int to = Math.min(block.size(), from + step);
      scorer.values(EVERY, from, to, panel);
      score(EVERY, from, to, panel, selection);
    }
  }

  /** Scores those whose bounds reach a threshold. Selections end up the same as by {@link #all}. */
  void reaching(int from, int to, List<? extends ScoreConsumer> selections) {
    for (int at = from; at < to; at += EntityBlock.CAPACITY) {
      block.load(at, Math.min(to, at + EntityBlock.CAPACITY));
      for (int g = 0; g < batch.groups(); g++) {
        reaching(batch.panel(g), selections.get(g));
      }
    }
  }

  /** The same for some entities and the mentions of group {@code g}. */
  void reaching(int[] entities, int g, ScoreConsumer selection) {
    for (int at = 0; at < entities.length; at += EntityBlock.CAPACITY) {
      block.loadHeads(entities, at, Math.min(entities.length, at + EntityBlock.CAPACITY));
      reaching(batch.panel(g), selection);
    }
  }

  /** Looks at bounds twice, and takes as many entities together as leave values in a near cache. */
  private void reaching(MentionPanel panel, ScoreConsumer selection) {
    scorer.coarse(panel);
    if (scorer.scoresAreProducts()) {
      all(panel, selection);
      return;
    }
    scorer.axes(panel);
    scorer.bounds(panel);
    int count = reaching(EVERY, 0, block.size(), selection.thresholds(), candidates);
    int step = scorer.together(panel);
    for (int from = 0; from < count; from += step) {
      int to = Math.min(count, from + step);
      scorer.values(candidates, from, to, panel);
      for (int i = from; i < to; i++) {
        scorer.tighten(candidates[i], panel);
      }
      int kept = reaching(candidates, from, to, selection.thresholds(), survivors);
      score(survivors, 0, kept, panel, selection);
    }
  }

  /** Copies the places whose bounds reach a threshold to {@code into}; how many there are. */
  private int reaching(int[] places, int from, int to, float[] thresholds, int[] into) {
    int count = 0;
    for (int i = from; i < to; i++) {
      if (scorer.reaches(places[i], thresholds)) {
        into[count++] = places[i];
      }
    }
    return count;
  }

  /** Offers estimates of scores, from heads alone. */
  void estimates(int from, int to, List<? extends ScoreConsumer> selections) {
    float[] estimates = new float[SimdLanes.GROUP];
    for (int at = from; at < to; at += EntityBlock.CAPACITY) {
      block.load(at, Math.min(to, at + EntityBlock.CAPACITY));
      for (int g = 0; g < batch.groups(); g++) {
        scorer.coarse(batch.panel(g));
        scorer.axes(batch.panel(g));
        for (int r = 0; r < block.size(); r++) {
          scorer.estimates(r, estimates);
          offer(block.index(r), estimates, 0, batch.panel(g).size(), selections.get(g));
        }
      }
    }
  }

  /** Scores the entities at some indices with the mentions of group {@code g}. */
  void some(int[] entities, int g, ScoreConsumer selection) {
    for (int at = 0; at < entities.length; at += EntityBlock.CAPACITY) {
      load(entities, at, g);
      score(EVERY, 0, block.size(), batch.panel(g), selection);
    }
  }

  /** Scores of some entities with mention {@code m}, with their parts. */
  PairScore[] parts(int[] entities, int m) {
    int g = MentionBatch.group(m);
    PairScore[] parts = new PairScore[entities.length];
    for (int at = 0; at < entities.length; at += EntityBlock.CAPACITY) {
      load(entities, at, g);
      for (int r = 0; r < block.size(); r += BlockScorer.CHUNK) {
        int end = Math.min(r + BlockScorer.CHUNK, block.size());
        scorer.score(EVERY, r, end, batch.panel(g));
        for (int i = r; i < end; i++) {
          parts[at + i] = scorer.parts(i - r, i, batch.panel(g), MentionBatch.lane(m));
        }
      }
    }
    return parts;
  }

  /**
   * The score of entity {@code entities[lane]} with the mention in each lane of group {@code g}.
   */
  float[] paired(int[] entities, int g) {
    float[] paired = new float[entities.length];
    for (int at = 0; at < entities.length; at += EntityBlock.CAPACITY) {
      load(entities, at, g);
      for (int r = 0; r < block.size(); r += BlockScorer.CHUNK) {
        int end = Math.min(r + BlockScorer.CHUNK, block.size());
        float[] scores = scorer.score(EVERY, r, end, batch.panel(g));
        for (int i = r; i < end; i++) {
          paired[at + i] = scores[(i - r) * SimdLanes.GROUP + at + i];
        }
      }
    }
    return paired;
  }

  /** Reads some entities and makes them ready for {@link BlockScorer#score}. */
  private void load(int[] entities, int at, int g) {
    block.load(entities, at, Math.min(entities.length, at + EntityBlock.CAPACITY));
    scorer.coarse(batch.panel(g));
    scorer.values(EVERY, 0, block.size(), batch.panel(g));
  }

  /** Scores the entities at {@code places[from]} to {@code places[to − 1]} and offers them. */
  private void score(int[] places, int from, int to, MentionPanel panel, ScoreConsumer selection) {
    for (int c = from; c < to; c += BlockScorer.CHUNK) {
      int end = Math.min(c + BlockScorer.CHUNK, to);
      float[] scores = scorer.score(places, c, end, panel);
      for (int i = c; i < end; i++) {
        int row = (i - c) * SimdLanes.GROUP;
        if (SimdLanes.anyReaches(scores, row, selection.thresholds())) {
          offer(block.index(places[i]), scores, row, panel.size(), selection);
        }
      }
    }
    refined += (long) (to - from) * panel.size();
  }

  private static void offer(int index, float[] scores, int row, int size, ScoreConsumer selection) {
    float[] thresholds = selection.thresholds();
    for (int m = 0; m < size; m++) {
      if (!(scores[row + m] < thresholds[m])) {
        selection.offer(m, index, scores[row + m]);
      }
    }
  }
}
