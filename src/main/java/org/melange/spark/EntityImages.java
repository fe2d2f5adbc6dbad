package org.melange.spark;

import static org.apache.spark.sql.functions.expr;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Brings entities to the image column that {@link ClipFeatures} reads. */
public final class EntityImages {

  private EntityImages() {}

  /** {@code images} from URIs to structs of {@link Schemas#IMAGE}. */
  public static Dataset<Row> structs(Dataset<Row> entities) {
    return entities.withColumn(
        "images",
        expr("transform(images, i -> named_struct('uri', i, 'bytes', cast(null as binary)))"));
  }
}
