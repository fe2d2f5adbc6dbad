package org.melange.spark.features;

import java.util.Arrays;
import org.apache.spark.sql.Row;
import org.melange.link.model.InputText;
import org.melange.link.model.TextPreparation;

/** The texts that the encoder sees of rows. */
public final class RowTexts {

  private RowTexts() {}

  /** The text of an entity, from {@code label, description}. */
  public static String ofEntity(Row row) {
    return InputText.ofEntity(row.getAs("label"), row.getAs("description"));
  }

  /**
   * The text of a mention, from {@code mention, text} and {@code description} if there.
   *
   * @param preparation of the model that reads it
   */
  public static String ofMention(Row row, TextPreparation preparation) {
    boolean described = Arrays.asList(row.schema().fieldNames()).contains("description");
    return InputText.ofMention(
        row.getAs("mention"),
        row.getAs("text"),
        described ? row.getAs("description") : null,
        preparation);
  }
}
