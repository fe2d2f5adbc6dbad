package org.melange.spark.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.kb.Qids;
import org.melange.link.row.EntityTable;
import org.melange.link.row.MentionRow;
import org.melange.link.row.TiedRows;
import org.melange.link.score.Linker;
import org.melange.link.score.Linker.Ranked;
import org.melange.link.score.NamePrior;
import org.melange.link.score.NamePriorLinker;
import org.melange.spark.row.Rows;

/** Rankings of a table follow from those of an earlier one, or it is told that they do not. */
class UpdatedRankingTest {

  private static final int MENTIONS = 40;
  private static final StructType SCHEMA =
      new StructType()
          .add(UpdatedRanking.PREVIOUS, new ArrayType(DataTypes.StringType, true), true);

  private final EntityTable now = TiedRows.table(new Random(1));
  private final Set<Integer> changed = new HashSet<>();

  /** A table that lacks some entities, has others, and some with other rows. */
  private EntityTable earlier(Random random) {
    EntityTable others = TiedRows.table(new Random(2));
    EntityTable.Builder builder = new EntityTable.Builder("before", "kb", TiedRows.LAYOUT);
    for (int i = 0; i < now.size(); i++) {
      int kind = random.nextInt(20);
      if (kind == 0) {
        changed.add(i); // added since
      } else {
        if (kind == 1) {
          changed.add(i);
        }
        builder.add(now.qid(i), now.label(i), row(kind == 1 ? others : now, i));
      }
      if (kind == 2) {
        builder.add(Qids.of(1 + Qids.number(now.qid(i))), "removed since", row(others, i));
      }
    }
    return builder.build();
  }

  private static float[] row(EntityTable table, int index) {
    float[] row = new float[table.rows().length(index)];
    table.rows().read(index, 0, row, 0);
    return row;
  }

  private static NamePriorLinker linker(EntityTable table, int kept) {
    return new NamePriorLinker(new Linker(table, TiedRows.LAYOUT, kept));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10})
  void theBestAreThoseOfAllEntities(int kept) {
    EntityTable before = earlier(new Random(kept));
    List<MentionRow> mentions = IntStream.range(0, MENTIONS).mapToObj(TiedRows::mention).toList();
    List<NamePrior> none = mentions.stream().map(mention -> NamePrior.NONE).toList();
    List<List<Ranked>> known = linker(before, kept).rankAll(mentions, none);
    List<List<Ranked>> expected = linker(now, kept).rankAll(mentions, none);
    long[] numbers = changed.stream().mapToLong(i -> Qids.number(now.qid(i))).sorted().toArray();
    UpdatedRanking updated = new UpdatedRanking(numbers, kept);
    int settled = 0;
    for (int m = 0; m < MENTIONS; m++) {
      List<String> qids = known.get(m).stream().map(r -> before.qid(r.index())).toList();
      Optional<List<Ranked>> ranked =
          updated.of(batch(kept), mention(mentions.get(m), qids), NamePrior.NONE);
      if (ranked.isPresent()) {
        settled++;
        assertThat(ranked.get()).isEqualTo(expected.get(m));
      } else {
        assertThat(qids)
            .as("an earlier best one is gone or changed")
            .anyMatch(qid -> differs(qid, numbers));
      }
      assertThat(updated.of(batch(kept), mention(mentions.get(m), null), NamePrior.NONE)).isEmpty();
    }
    assertThat(settled).isGreaterThan(MENTIONS / 3).isLessThan(MENTIONS);
  }

  private boolean differs(String qid, long[] numbers) {
    return now.indexOf(qid) < 0 || Arrays.binarySearch(numbers, Qids.number(qid)) >= 0;
  }

  private ScoringTask.Batch batch(int kept) {
    return new ScoringTask.Batch(null, linker(now, kept), now, List.of());
  }

  private static ScoringTask.Mention mention(MentionRow row, List<String> previous) {
    Row kept = Rows.of(SCHEMA, previous == null ? null : Rows.array(previous));
    return new ScoringTask.Mention(kept, row, List.of());
  }
}
