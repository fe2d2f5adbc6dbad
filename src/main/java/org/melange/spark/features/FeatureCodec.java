package org.melange.spark.features;

import org.apache.spark.sql.Row;
import org.melange.link.model.EncodedFeatures;
import org.melange.spark.row.FloatBytes;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/** Between features and the columns of {@link Schemas#FEATURES}. */
public final class FeatureCodec {

  private FeatureCodec() {}

  static Row append(Row row, EncodedFeatures features, String imageStatus) {
    return Rows.append(
        row,
        Schemas.FEATURES,
        FloatBytes.toBytes(features.textCls()),
        FloatBytes.toBytes(features.textTokens()),
        FloatBytes.toBytes(features.imageCls()),
        FloatBytes.toBytes(features.imageTokens()),
        features.textLength(),
        imageStatus);
  }

  public static EncodedFeatures features(Row row) {
    return new EncodedFeatures(
        FloatBytes.fromBytes(row.getAs("text_cls")),
        FloatBytes.fromBytes(row.getAs("text_tokens")),
        FloatBytes.fromBytes(row.getAs("image_cls")),
        FloatBytes.fromBytes(row.getAs("image_tokens")),
        row.<Integer>getAs("text_length"));
  }
}
