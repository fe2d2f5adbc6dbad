package org.melange.spark.table;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.config.Settings;
import org.melange.link.table.Precision;
import org.melange.spark.features.ClipFeatures;
import org.melange.spark.features.EntityImages;
import org.melange.spark.row.Schemas;

/**
 * Assembles the transformers that turn entities into the rows of an entity table: {@link
 * ClipFeatures}, then {@link EntityEncoder}.
 */
public final class EntityTablePipeline {

  private final ClipFeatures features;
  private final EntityEncoder compiler;
  private final boolean stored;

  /**
   * A pipeline that computes rows as {@code settings} say.
   *
   * @param model directory of the model
   * @param imagesRoot what relative image URIs of entities are relative to
   * @param precision what vectors are rounded to
   */
  public EntityTablePipeline(
      String model, String imagesRoot, Precision precision, Settings settings) {
    features = ClipFeatures.ofEntities(model, imagesRoot, settings);
    stored = !settings.features().store().isEmpty();
    compiler = new EntityEncoder().setModel(model).setSettings(settings).setRowPrecision(precision);
  }

  /**
   * Adds {@code row}. Computed when Spark needs it, except with a feature store, which is filled
   * now.
   *
   * @param entities as {@link Schemas#ENTITY} has them, with {@code images} as URIs
   */
  public Dataset<Row> rows(Dataset<Row> entities) {
    return compiler.transform(features.transform(EntityImages.structs(entities)));
  }

  /**
   * {@link #rows} divided and sorted as {@link EntityTables#write} needs them. A feature store does
   * not keep partitions.
   *
   * @param partitions how many there are; more if a segment would be too large
   */
  public Dataset<Row> ranged(Dataset<Row> entities, int partitions) {
    TableRanges ranges = TableRanges.of(entities, partitions, Integer.MAX_VALUE);
    Dataset<Row> rows = rows(ranges.partitioned(entities, 0));
    return stored ? ranges.partitioned(rows, 0) : rows;
  }

  /** How many entities have each {@code image_status}: {@link EntityEncoder#images()}. */
  public Map<String, Long> images() {
    return compiler.images();
  }
}
