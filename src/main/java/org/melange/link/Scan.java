package org.melange.link;

import java.util.List;
import java.util.stream.IntStream;

/** Goes over entities with groups of mentions and offers scores to selections. For one thread. */
final class Scan {

  private static final int CHUNK = 8;

  private static final int[] EVERY = IntStream.range(0, EntityBlock.CAPACITY).toArray();

  private final List<MentionPanel> panels;
  private final EntityBlock block;
  private final BlockScorer scorer;
  private final int[] chosen = new int[EntityBlock.CAPACITY];
  private long refined;

  /** A scan of {@code rows} for the mentions of {@code panels}. */
  Scan(EntityRows rows, List<MentionPanel> panels) {
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
  void all(int from, int to, List<? extends Selection> selections) {
    for (int at = from; at < to; at += EntityBlock.CAPACITY) {
      block.load(at, Math.min(to, at + EntityBlock.CAPACITY));
      for (int g = 0; g < panels.size(); g++) {
        scorer.coarse(block, panels.get(g));
        scorer.values(block, EVERY, block.size(), panels.get(g));
        refine(EVERY, block.size(), panels.get(g), selections.get(g));
      }
    }
  }

  /** Scores those whose bounds reach a threshold: to selections the same as {@link #all}. */
  void reaching(int from, int to, List<? extends Selection> selections) {
    for (int at = from; at < to; at += EntityBlock.CAPACITY) {
      block.load(at, Math.min(to, at + EntityBlock.CAPACITY));
      for (int g = 0; g < panels.size(); g++) {
        MentionPanel panel = panels.get(g);
        scorer.coarse(block, panel);
        scorer.axes(block, panel);
        scorer.bounds(block, panel);
        float[] thresholds = selections.get(g).thresholds();
        int count = reaching(EVERY, block.size(), thresholds);
        scorer.values(block, chosen, count, panel);
        for (int c = 0; c < count; c++) {
          scorer.tighten(block, chosen[c], panel);
        }
        refine(chosen, reaching(chosen, count, thresholds), panel, selections.get(g));
      }
    }
  }

  /** Keeps those places whose bounds reach a threshold, in {@link #chosen}. */
  private int reaching(int[] places, int count, float[] thresholds) {
    int kept = 0;
    for (int c = 0; c < count; c++) {
      if (scorer.reaches(places[c], thresholds)) {
        chosen[kept++] = places[c];
      }
    }
    return kept;
  }

  /** Offers estimates of scores, from heads alone. */
  void estimates(int from, int to, List<? extends Selection> selections) {
    float[] estimates = new float[Lanes.GROUP];
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
  void some(int[] entities, int g, Selection selection) {
    for (int at = 0; at < entities.length; at += EntityBlock.CAPACITY) {
      take(entities, at, g);
      refine(EVERY, block.size(), panels.get(g), selection);
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
          paired[at + i] = scores[(i - r) * Lanes.GROUP + at + i];
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

  private void refine(int[] places, int count, MentionPanel panel, Selection selection) {
    for (int c = 0; c < count; c += CHUNK) {
      int end = Math.min(c + CHUNK, count);
      float[] scores = scorer.score(block, places, c, end, panel);
      for (int i = c; i < end; i++) {
        int row = (i - c) * Lanes.GROUP;
        if (BlockScorer.anyReaches(scores, row, selection.thresholds())) {
          offer(block.index(places[i]), scores, row, panel.size(), selection);
        }
      }
    }
    refined += (long) count * panel.size();
  }

  private static void offer(int index, float[] scores, int row, int size, Selection selection) {
    float[] thresholds = selection.thresholds();
    for (int m = 0; m < size; m++) {
      if (!(scores[row + m] < thresholds[m])) {
        selection.offer(m, index, scores[row + m]);
      }
    }
  }
}
