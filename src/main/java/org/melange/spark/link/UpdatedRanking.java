package org.melange.spark.link;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.melange.kb.Qids;
import org.melange.link.row.EntityTable;
import org.melange.link.score.Linker.Ranked;
import org.melange.link.score.NamePrior;

/**
 * Ranks all entities for a mention whose best ones in an earlier table are known. Only these and
 * the entities that changed are scored. Of the others, none came before the last of the earlier
 * best, so what comes before that one now is exact.
 *
 * @param changed numbers of QIDs whose rows differ from the earlier table, ascending
 * @param kept entities that are asked for
 */
@SuppressWarnings("ArrayRecordComponent") // not compared
record UpdatedRanking(long[] changed, int kept) implements Serializable {

  /** A column of mentions: QIDs of the earlier best entities in their order; may be null. */
  static final String PREVIOUS = "previous_candidates";

  /** With a larger share of changed entities, all are scored. */
  private static final double LARGEST_SHARE = 0.1;

  /** Whether it saves work for a table of {@code entities}. */
  boolean pays(int entities) {
    return changed.length <= LARGEST_SHARE * entities;
  }

  /**
   * The best entities.
   *
   * @param mention its row, with {@link #PREVIOUS}
   * @return empty if all entities have to be scored
   */
  Optional<List<Ranked>> of(ScoringTask.Batch batch, ScoringTask.Mention mention, NamePrior prior) {
    EntityTable entities = batch.entities();
    int[] before = unchanged(entities, mention.kept());
    if (before.length == 0) {
      return Optional.empty();
    }
    int[] candidates =
        IntStream.concat(
                Arrays.stream(before),
                Arrays.stream(changed).mapToObj(Qids::of).mapToInt(entities::indexOf))
            .filter(index -> index >= 0)
            .distinct()
            .toArray();
    List<Ranked> ranked = batch.linker().rank(mention.mention(), candidates, prior);
    int last = before[before.length - 1];
    boolean early = ranked.stream().limit(kept - 1L).anyMatch(entity -> entity.index() == last);
    boolean exact = ranked.size() >= kept && !early;
    return exact || candidates.length == entities.size() ? Optional.of(ranked) : Optional.empty();
  }

  /** The earlier best entities that are the same in this table, in their order. */
  private int[] unchanged(EntityTable entities, Row mention) {
    int column = mention.fieldIndex(PREVIOUS);
    List<String> qids = mention.isNullAt(column) ? List.of() : mention.getList(column);
    return qids.stream()
        .filter(qid -> Arrays.binarySearch(changed, Qids.number(qid)) < 0)
        .mapToInt(entities::indexOf)
        .filter(index -> index >= 0)
        .toArray();
  }
}
