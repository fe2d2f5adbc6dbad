package org.melange.spark;

import java.util.List;
import org.apache.spark.sql.Row;
import org.melange.link.Encoder;
import org.melange.link.FeatureMemo;
import org.melange.link.FrozenFeatures;
import org.melange.link.TextInput;

/**
 * A row with what the encoder is to be given of it.
 *
 * @param row as it came
 * @param text its text
 * @param image its image
 */
record PreparedRow(Row row, TextInput text, PreparedImage image) {

  /** A batch as CLIP has it. */
  static List<FrozenFeatures> encode(Encoder encoder, FeatureMemo memo, List<PreparedRow> batch) {
    return encoder.encodeFrozen(
        batch.stream().map(PreparedRow::text).toList(),
        batch.stream().map(row -> row.image().input()).toList(),
        memo);
  }
}
