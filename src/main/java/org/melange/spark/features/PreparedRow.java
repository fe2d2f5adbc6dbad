package org.melange.spark.features;

import java.util.List;
import org.apache.spark.sql.Row;
import org.melange.link.model.ImageInput;
import org.melange.link.model.TextInput;

/**
 * A row with its inputs for the encoder.
 *
 * @param row unchanged
 * @param text its text
 * @param image its image
 */
public record PreparedRow(Row row, TextInput text, PreparedImage image) {

  /** The texts of a batch. */
  public static List<TextInput> texts(List<PreparedRow> batch) {
    return batch.stream().map(PreparedRow::text).toList();
  }

  /** The images of a batch. */
  public static List<ImageInput> images(List<PreparedRow> batch) {
    return batch.stream().map(row -> row.image().input()).toList();
  }
}
