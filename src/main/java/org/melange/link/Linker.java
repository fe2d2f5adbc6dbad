package org.melange.link;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Ranks entities for a mention: the best k by score, then QID. The result depends on the mention,
 * the candidates and the table only. Thread-safe.
 */
public final class Linker {

  private final EntityTable table;
  private final EntityRows rows;
  private final PairScorer scorer;
  private final int topK;

  /**
   * A linker over {@code table}.
   *
   * @param layout of the model's rows
   * @param topK how many entities to keep
   * @throws IllegalArgumentException if the table's rows are not laid out so
   */
  public Linker(EntityTable table, EntityLayout layout, int topK) {
    if (!table.rows().layout().equals(layout)) {
      throw new IllegalArgumentException(
          "rows of the entity table are laid out as "
              + table.rows().layout()
              + ", the model needs "
              + layout);
    }
    this.table = table;
    this.rows = table.rows();
    this.scorer = new PairScorer(layout);
    this.topK = topK;
  }

  /**
   * An entity with its score.
   *
   * @param index in the table
   * @param score with its parts
   */
  public record Ranked(int index, PairScore score) {}

  /**
   * The best of some entities.
   *
   * @param candidates QIDs; those that the table lacks are left out
   */
  public List<Ranked> rank(MentionRow mention, List<String> candidates) {
    TopK best = new TopK(topK);
    candidates.stream()
        .mapToInt(table::indexOf)
        .filter(index -> index >= 0)
        .distinct()
        .forEach(index -> offer(best, mention, index));
    return ranked(best, mention);
  }

  /**
   * The best of all entities for each of some mentions; those whose bound cannot reach the current
   * k-th best are not scored in full.
   */
  public List<List<Ranked>> rankAll(List<MentionRow> mentions) {
    return mentions.stream().map(this::rankAll).toList();
  }

  /**
   * Where one entity a mention comes among all, from 1: one more than the entities that {@link
   * #rankAll} would put before it.
   *
   * @param golds index in the table of each mention's entity; negative: none, which has no rank
   */
  public List<OptionalInt> rankOf(List<MentionRow> mentions, int[] golds) {
    return IntStream.range(0, golds.length)
        .mapToObj(
            m ->
                golds[m] < 0
                    ? OptionalInt.empty()
                    : OptionalInt.of(rankOf(mentions.get(m), golds[m])))
        .toList();
  }

  private List<Ranked> rankAll(MentionRow mention) {
    TopK best = new TopK(topK);
    for (int index = 0; index < table.size(); index++) {
      offer(best, mention, index);
    }
    return ranked(best, mention);
  }

  private int rankOf(MentionRow mention, int gold) {
    float score = scorer.score(mention, row(gold), 0).score();
    int rank = 1;
    for (int index = 0; index < table.size(); index++) {
      if (index != gold && precedes(mention, index, gold, score)) {
        rank++;
      }
    }
    return rank;
  }

  /** Where an entity comes among some, from 1; empty if it is not one of them. */
  public OptionalInt rankOf(MentionRow mention, int gold, List<String> candidates) {
    int[] indices =
        candidates.stream().mapToInt(table::indexOf).filter(i -> i >= 0).distinct().toArray();
    if (Arrays.stream(indices).noneMatch(index -> index == gold)) {
      return OptionalInt.empty();
    }
    float score = scorer.score(mention, row(gold), 0).score();
    return OptionalInt.of(
        1
            + (int)
                Arrays.stream(indices)
                    .filter(index -> index != gold && precedes(mention, index, gold, score))
                    .count());
  }

  private float[] row(int index) {
    float[] row = new float[rows.length(index)];
    rows.read(index, 0, row, 0);
    return row;
  }

  private boolean precedes(MentionRow mention, int index, int gold, float goldScore) {
    float score = scorer.score(mention, row(index), 0).score();
    return score > goldScore || (score == goldScore && index < gold);
  }

  private void offer(TopK best, MentionRow mention, int index) {
    best.offer(index, scorer.score(mention, row(index), 0).score());
  }

  private List<Ranked> ranked(TopK best, MentionRow mention) {
    return Arrays.stream(best.indices())
        .mapToObj(index -> new Ranked(index, scorer.score(mention, row(index), 0)))
        .toList();
  }
}
