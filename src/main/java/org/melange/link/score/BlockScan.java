package org.melange.link.score;

import java.util.List;
import java.util.stream.IntStream;
import org.melange.link.row.EntityRows;
import org.melange.link.row.PairScore;

/** Goes over entities with groups of mentions and offers scores to selections. For one thread. */
final class BlockScan {

  private static final int CHUNK = 8;

  private static final int[] EVERY = IntStream.range(0, EntityBlock.CAPACITY).toArray();

  private final List<MentionPanel> panels;
  private final EntityBlock block;
  private final BlockScorer scorer;
  private final int[] chosen = new int[EntityBlock.CAPACITY];
  private final int[] waiting = new int[EntityBlock.CAPACITY];
  private int kept;
  private long refined;

  /** A scan of {@code rows} for the mentions of {@code panels}. */
  BlockScan(EntityRows rows, List<MentionPanel> panels) {
    this.panels = panels;
    block = new EntityBlock(rows);
    scorer = new BlockScorer(rows.layout());
  }

  /** Pairs that were scored in full so far. */
  long refined() {
    return refined;
  }

  /** Mentions in all groups. */
  int mentions() {
    return panels.stream().mapToInt(MentionPanel::size).sum();
  }

  /** Scores every entity from {@code from} to {@code to − 1}. */
  void all(int from, int to, List<? extends ScoreConsumer> selections) {
    for (int at = from; at < to; at += EntityBlock.CAPACITY) {
      block.load(at, Math.min(to, at + EntityBlock.CAPACITY));
      for (int g = 0; g < panels.size(); g++) {
        scorer.coarse(block, panels.get(g));
        take(EVERY, block.size());
        refine(panels.get(g), selections.get(g), false);
      }
    }
  }

  /** Scores those whose bounds reach a threshold: to selections the same as {@link #all}. */
  void reaching(int from, int to, List<? extends ScoreConsumer> selections) {
    for (int at = from; at < to; at += EntityBlock.CAPACITY) {
      block.load(at, Math.min(to, at + EntityBlock.CAPACITY));
      for (int g = 0; g < panels.size(); g++) {
        reaching(panels.get(g), selections.get(g));
      }
    }
  }

  /** The same of some entities, with the mentions of panel {@code g}. */
  void reaching(int[] entities, int g, ScoreConsumer selection) {
    for (int at = 0; at < entities.length; at += EntityBlock.CAPACITY) {
      block.loadHeads(entities, at, Math.min(entities.length, at + EntityBlock.CAPACITY));
      reaching(panels.get(g), selection);
    }
  }

  private void reaching(MentionPanel panel, ScoreConsumer selection) {
    scorer.coarse(block, panel);
    scorer.axes(block, panel);
    scorer.bounds(block, panel);
    take(EVERY, block.size());
    keepReaching(selection.thresholds());
    refine(panel, selection, true);
  }

  private void take(int[] places, int count) {
    System.arraycopy(places, 0, chosen, 0, count);
    kept = count;
  }

  /** Leaves those that were chosen whose bounds reach a threshold. */
  private void keepReaching(float[] thresholds) {
    int reaching = 0;
    for (int c = 0; c < kept; c++) {
      if (scorer.reaches(chosen[c], thresholds)) {
        chosen[reaching++] = chosen[c];
      }
    }
    kept = reaching;
  }

  /** Offers estimates of scores, from heads alone. */
  void estimates(int from, int to, List<? extends ScoreConsumer> selections) {
    float[] estimates = new float[SimdLanes.GROUP];
    for (int at = from; at < to; at += EntityBlock.CAPACITY) {
      block.load(at, Math.min(to, at + EntityBlock.CAPACITY));
      for (int g = 0; g < panels.size(); g++) {
        scorer.coarse(block, panels.get(g));
        scorer.axes(block, panels.get(g));
        for (int r = 0; r < block.size(); r++) {
          scorer.estimates(block, r, estimates);
          offer(block.index(r), estimates, 0, panels.get(g).size(), selections.get(g));
        }
      }
    }
  }

  /** Scores the entities at some indices with the mentions of panel {@code g}. */
  void some(int[] entities, int g, ScoreConsumer selection) {
    for (int at = 0; at < entities.length; at += EntityBlock.CAPACITY) {
      take(entities, at, g);
      refineValued(EVERY, block.size(), panels.get(g), selection);
    }
  }

  /** Scores, with their parts, of some entities with the mention in a lane of panel {@code g}. */
  PairScore[] parts(int[] entities, int g, int lane) {
    PairScore[] parts = new PairScore[entities.length];
    for (int at = 0; at < entities.length; at += EntityBlock.CAPACITY) {
      take(entities, at, g);
      for (int r = 0; r < block.size(); r += CHUNK) {
        int end = Math.min(r + CHUNK, block.size());
        scorer.score(block, EVERY, r, end, panels.get(g));
        for (int i = r; i < end; i++) {
          parts[at + i] = scorer.parts(block, i - r, i, lane);
        }
      }
    }
    return parts;
  }

  /** The score of entity {@code entities[m]} with mention m of panel {@code g}, for each m. */
  float[] paired(int[] entities, int g) {
    float[] paired = new float[entities.length];
    for (int at = 0; at < entities.length; at += EntityBlock.CAPACITY) {
      take(entities, at, g);
      for (int r = 0; r < block.size(); r += CHUNK) {
        int end = Math.min(r + CHUNK, block.size());
        float[] scores = scorer.score(block, EVERY, r, end, panels.get(g));
        for (int i = r; i < end; i++) {
          paired[at + i] = scores[(i - r) * SimdLanes.GROUP + at + i];
        }
      }
    }
    return paired;
  }

  private void take(int[] entities, int at, int g) {
    block.load(entities, at, Math.min(entities.length, at + EntityBlock.CAPACITY));
    scorer.coarse(block, panels.get(g));
    scorer.values(block, EVERY, block.size(), panels.get(g));
  }

  /**
   * Scores those that were chosen, as many together as leave products with values in a near cache.
   *
   * @param pruning whether closer bounds are looked at first
   */
  private void refine(MentionPanel panel, ScoreConsumer selection, boolean pruning) {
    int count = kept;
    System.arraycopy(chosen, 0, waiting, 0, count);
    int together = scorer.together(panel);
    for (int c = 0; c < count; c += together) {
      kept = Math.min(together, count - c);
      System.arraycopy(waiting, c, chosen, 0, kept);
      scorer.values(block, chosen, kept, panel);
      if (pruning) {
        for (int i = 0; i < kept; i++) {
          scorer.tighten(block, chosen[i], panel);
        }
        keepReaching(selection.thresholds());
      }
      refineValued(chosen, kept, panel, selection);
    }
  }

  private void refineValued(int[] places, int count, MentionPanel panel, ScoreConsumer selection) {
    for (int c = 0; c < count; c += CHUNK) {
      int end = Math.min(c + CHUNK, count);
      float[] scores = scorer.score(block, places, c, end, panel);
      for (int i = c; i < end; i++) {
        int row = (i - c) * SimdLanes.GROUP;
        if (BlockScorer.anyReaches(scores, row, selection.thresholds())) {
          offer(block.index(places[i]), scores, row, panel.size(), selection);
        }
      }
    }
    refined += (long) count * panel.size();
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
