package org.melange.spark.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.melange.config.Settings;
import org.melange.config.VerifySettings.Checksums;
import org.melange.job.SmallWorld;
import org.melange.link.row.EntityTable;
import org.melange.link.table.Precision;
import org.melange.run.JobException;
import org.melange.spark.features.EntityImages;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.testing.LocalSpark;

/** Rows that serve again, and entities that need new ones. */
class PreviousTableTest {

  private static SmallWorld world;
  private static PreviousTable previous;

  @BeforeAll
  static void openTable() {
    world = SmallWorld.get();
    previous = open(Precision.FLOAT32);
  }

  private static PreviousTable open(Precision precision) {
    return PreviousTable.open(
        LocalSpark.session(),
        world.table(),
        world.model(),
        precision,
        Settings.defaults().link(),
        Checksums.ONCE);
  }

  /** Entities as they were embedded. */
  private static Dataset<Row> entities() {
    return EntityImages.stamped(
        KnowledgeBase.open(world.kb()).entities(LocalSpark.session()),
        world.sample().toString(),
        Settings.defaults().images());
  }

  @Test
  void entitiesThatAreTheSameNeedNoNewRow() {
    assertThat(previous.changed(entities()).count()).isZero();
    assertThat(previous.changed(entities().withColumn("popularity", lit(1L))).count()).isZero();
  }

  @Test
  void entitiesThatAreNewOrWereChangedNeedOne() {
    List<String> qids =
        entities().select("qid").orderBy("qid").limit(2).collectAsList().stream()
            .map(row -> row.getString(0))
            .toList();
    Dataset<Row> changed =
        entities()
            .withColumn(
                "content_hash",
                when(col("qid").equalTo(qids.get(0)), lit("ff".repeat(32)))
                    .otherwise(col("content_hash")))
            .withColumn(
                "qid",
                when(col("qid").equalTo(qids.get(1)), lit("Q123456789")).otherwise(col("qid")));
    assertThat(previous.changed(changed).select("qid").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactlyInAnyOrder(qids.get(0), "Q123456789");
    Dataset<Row> unknown = entities().withColumn("content_hash", lit(null).cast("string"));
    assertThat(previous.changed(unknown).count()).isEqualTo(entities().count());
  }

  @Test
  void theRowOfAnEntityIsThatOfTheTable() {
    EntityTable table = previous.table().load();
    for (Row entity : entities().limit(5).collectAsList()) {
      int index = table.indexOf(entity.getAs("qid"));
      assertThat(previous.row(entity)).containsExactly(OpenedTable.row(table, index));
    }
    Row changed = entities().withColumn("content_hash", lit("ff".repeat(32))).first();
    assertThatThrownBy(() -> previous.row(changed))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(changed.<String>getAs("qid"));
  }

  @Test
  void newRowsAreJoinedAndOthersAreNull() {
    Dataset<Row> embedded =
        entities().orderBy("qid").limit(3).select(col("qid"), lit(new byte[] {1}).as("row"));
    Dataset<Row> joined = PreviousTable.joined(entities(), embedded);
    assertThat(joined.columns()).containsExactly("qid", "label", "content_hash", "row");
    assertThat(joined.count()).isEqualTo(entities().count());
    assertThat(joined.filter(col("row").isNotNull()).count()).isEqualTo(3);
  }

  @Test
  void aTableOfOtherRowsIsRefused() {
    assertThatThrownBy(() -> open(Precision.INT8))
        .isInstanceOf(JobException.class)
        .hasMessageContainingAll(world.table(), "precision float32", "has int8", "--previous");
  }
}
