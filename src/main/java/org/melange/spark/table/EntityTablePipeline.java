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

  /** How many entities have each {@code image_status}: {@link EntityEncoder#images()}. */
  public Map<String, Long> images() {
    return compiler.images();
  }
}
