package org.melange.spark;

import org.apache.spark.sql.Row;
import org.melange.link.EncodedFeatures;

/** Between features and the columns of {@link Schemas#FEATURES}. */
final class FeatureCodec {

  private FeatureCodec() {}

  static Row append(Row row, EncodedFeatures features, String imageStatus) {
    return Rows.append(
        row,
        Schemas.FEATURES,
        Floats.toBytes(features.textCls()),
        Floats.toBytes(features.textTokens()),
        Floats.toBytes(features.imageCls()),
        Floats.toBytes(features.imageTokens()),
        features.textLength(),
        imageStatus);
  }

  static EncodedFeatures features(Row row) {
    return new EncodedFeatures(
        Floats.fromBytes(row.getAs("text_cls")),
        Floats.fromBytes(row.getAs("text_tokens")),
        Floats.fromBytes(row.getAs("image_cls")),
        Floats.fromBytes(row.getAs("image_tokens")),
        row.<Integer>getAs("text_length"));
  }
}
