package org.melange.spark;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.link.ModelConfig;
import org.melange.link.ModelConfig.Input;

/** Keeps from a model what it was made not to look at. */
final class Blinders {

  private Blinders() {}

  /**
   * {@code rows} of mentions or entities without the inputs that the model at {@code uri} lacks.
   */
  static Dataset<Row> on(Dataset<Row> rows, String uri) {
    ModelConfig config = Models.config(uri);
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
