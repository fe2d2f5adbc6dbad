package org.melange.link;

import java.util.List;
import java.util.stream.Stream;

/**
 * Looks at every head of a table. A product is that of the mention with the head as it is read, to
 * the last bit the same whatever else is asked for.
 *
 * @param rows of the table
 */
public record ExactNearest(EntityRows rows) implements NearestEntities {

  private static final int BLOCK = 256;

  @Override
  public List<int[]> nearest(List<MentionRow> mentions, int count) {
    List<TopK> best = Stream.generate(() -> new TopK(count)).limit(mentions.size()).toList();
    int width = rows.layout().headWidth();
    float[] heads = new float[BLOCK * width];
    for (int from = 0; from < rows.size(); from += BLOCK) {
      int to = Math.min(rows.size(), from + BLOCK);
      rows.heads(from, to, heads);
      for (int m = 0; m < mentions.size(); m++) {
        offer(best.get(m), mentions.get(m).coarse(), heads, from, to);
      }
    }
    return best.stream().map(TopK::indices).toList();
  }

  private void offer(TopK best, float[] mention, float[] heads, int from, int to) {
    int width = rows.layout().headWidth();
    for (int index = from; index < to; index++) {
      best.offer(index, Vectors.dot(mention, 0, heads, (index - from) * width, mention.length));
    }
  }
}
