package org.melange.spark.features;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.melange.spark.row.Rows;

/** Which columns become the text of a row. */
class RowTextsTest {

  @Test
  void anEntityIsItsLabelAndDescription() {
    Row entity = Rows.of(StructType.fromDDL("label string, description string"), "Monaco", "state");
    assertThat(RowTexts.of(entity, true)).isEqualTo("Monaco [SEP] state");
  }

  @Test
  void aMentionIsItselfItsTextAndItsDescription() {
    StructType schema = StructType.fromDDL("description string, mention string, text string");
    assertThat(RowTexts.of(Rows.of(schema, "state", "M", "M at night"), false))
        .isEqualTo("M [SEP] M at night [SEP] state");
    assertThat(RowTexts.of(Rows.of(schema, null, "M", "M at night"), false))
        .isEqualTo("M [SEP] M at night");
  }

  @Test
  void aMentionNeedsNoColumnOfDescriptions() {
    Row mention = Rows.of(StructType.fromDDL("mention string, text string"), "M", "M at night");
    assertThat(RowTexts.of(mention, false)).isEqualTo("M [SEP] M at night");
  }
}
