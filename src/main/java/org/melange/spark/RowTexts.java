package org.melange.spark;

import java.util.Arrays;
import org.apache.spark.sql.Row;
import org.melange.link.ModelTexts;

/** The texts that the encoder sees of rows. */
final class RowTexts {

  private RowTexts() {}

  static String of(Row row, boolean entity) {
    if (entity) {
      return ModelTexts.ofEntity(row.getAs("label"), row.getAs("description"));
    }
    boolean described = Arrays.asList(row.schema().fieldNames()).contains("description");
    return ModelTexts.ofMention(
        row.getAs("mention"), row.getAs("text"), described ? row.getAs("description") : null);
  }
}
