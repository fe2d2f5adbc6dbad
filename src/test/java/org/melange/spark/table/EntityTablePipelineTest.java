package org.melange.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.melange.config.Settings;
import org.melange.job.SmallWorld;
import org.melange.link.row.EntityTable;
import org.melange.link.table.Precision;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.row.FloatBytes;
import org.melange.testing.LocalSpark;

/** Entities become rows of a table: those that the table of the same model has. */
class EntityTablePipelineTest {

  private static SmallWorld world;

  @BeforeAll
  static void makeWorld() {
    world = SmallWorld.get();
  }

  private static EntityTablePipeline pipeline(String imagesRoot, Precision precision) {
    return new EntityTablePipeline(world.model(), imagesRoot, precision, Settings.defaults());
  }

  private static Dataset<Row> entities() {
    return KnowledgeBase.open(world.kb())
        .entities(LocalSpark.session())
        .orderBy("qid")
        .limit(8)
        .coalesce(1);
  }

  @Test
  void rowsAreWideAsTheTablesAndTheirImagesAreCounted() {
    EntityTablePipeline pipeline = pipeline(world.sample().toString(), Precision.FLOAT32);
    assertThat(pipeline.images()).isEmpty();
    List<Row> rows = pipeline.rows(entities()).collectAsList();
    EntityTable table = load();
    for (Row row : rows) {
      int index = table.indexOf(row.getAs("qid"));
      assertThat(FloatBytes.fromBytes(row.getAs("row"))).hasSize(table.rows().length(index));
    }
    assertThat(rows.get(0).schema().fieldNames())
        .endsWith("content_hash", "row")
        .doesNotContain("text_cls", "image_tokens", "image_status");
    assertThat(pipeline.images().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(8);
  }

  @Test
  void imagesThatAreNotThereAreCountedAsAbsent() {
    EntityTablePipeline pipeline = pipeline("/nowhere", Precision.FLOAT32);
    pipeline.rows(entities()).collectAsList();
    Map<String, Long> images = pipeline.images();
    assertThat(images).doesNotContainKey("ok");
    assertThat(images.getOrDefault("none", 0L) + images.getOrDefault("absent", 0L)).isEqualTo(8);
  }

  @Test
  void rowsAreRoundedToThePrecision() {
    float[] exact = row(Precision.FLOAT32);
    float[] half = row(Precision.FLOAT16);
    assertThat(half).hasSameSizeAs(exact).isNotEqualTo(exact);
  }

  private static float[] row(Precision precision) {
    return FloatBytes.fromBytes(
        pipeline(world.sample().toString(), precision).rows(entities()).first().getAs("row"));
  }

  @Test
  void anEncoderRefusesAnotherPrecisionAndRowsWithoutFeatures() {
    EntityEncoder encoder = new EntityEncoder();
    assertThatThrownBy(() -> encoder.set(encoder.rowPrecision(), "float64"))
        .hasMessageContaining("rowPrecision");
    assertThatThrownBy(() -> encoder.transformSchema(entities().schema()))
        .hasMessageContaining("'text_cls'");
  }

  private static EntityTable load() {
    return EntityTables.ref(
            LocalSpark.session(),
            world.table(),
            EntityTables.files(world.table()),
            Settings.defaults().link().table(),
            Long.MAX_VALUE)
        .load();
  }
}
