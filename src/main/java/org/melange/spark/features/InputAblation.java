package org.melange.spark.features;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.link.model.ModelConfig;
import org.melange.link.model.ModelConfig.Input;
import org.melange.spark.model.ModelCache;

/** Removes the inputs that a model was made without, for ablation studies. */
public final class InputAblation {

  private InputAblation() {}

  /**
   * {@code rows} of mentions or entities without the inputs that the model at {@code uri} lacks.
   */
  public static Dataset<Row> on(Dataset<Row> rows, String uri) {
    ModelConfig config = ModelCache.config(uri);
    Dataset<Row> seen = rows;
    if (config.without().contains(Input.IMAGES)) {
      seen = seen.withColumn("images", expr("filter(images, image -> false)"));
    }
    boolean described = Arrays.asList(rows.columns()).contains("description");
    if (described && config.without().contains(Input.DESCRIPTIONS)) {
      seen = seen.withColumn("description", lit(""));
    }
    return seen;
  }
}
