package org.melange.spark.features;

import java.util.Arrays;
import org.apache.spark.sql.Row;
import org.melange.link.model.InputText;

/** The texts that the encoder sees of rows. */
public final class RowTexts {

  private RowTexts() {}

  public static String of(Row row, boolean entity) {
    if (entity) {
      return InputText.ofEntity(row.getAs("label"), row.getAs("description"));
    }
    boolean described = Arrays.asList(row.schema().fieldNames()).contains("description");
    return InputText.ofMention(
        row.getAs("mention"), row.getAs("text"), described ? row.getAs("description") : null);
  }
}
