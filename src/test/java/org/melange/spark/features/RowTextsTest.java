package org.melange.spark.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.melange.link.model.TextPreparation.OMIT_EMPTY;
import static org.melange.link.model.TextPreparation.PUBLISHED;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.melange.spark.row.Rows;

/** Which columns become the text of a row. */
class RowTextsTest {

  @Test
  void anEntityIsItsLabelAndDescription() {
    Row entity = Rows.of(StructType.fromDDL("label string, description string"), "Monaco", "state");
    assertThat(RowTexts.ofEntity(entity)).isEqualTo("Monaco [SEP] state");
  }

  @Test
  void aMentionIsItselfItsTextAndItsDescription() {
    StructType schema = StructType.fromDDL("description string, mention string, text string");
    assertThat(RowTexts.ofMention(Rows.of(schema, "state", "M", "M at night"), OMIT_EMPTY))
        .isEqualTo("M [SEP] M at night [SEP] state");
    assertThat(RowTexts.ofMention(Rows.of(schema, null, "M", "M at night"), OMIT_EMPTY))
        .isEqualTo("M [SEP] M at night");
  }

  @Test
  void thePublishedTextAlwaysHasAThirdPart() {
    StructType schema = StructType.fromDDL("description string, mention string, text string");
    assertThat(RowTexts.ofMention(Rows.of(schema, "state", "M", "M at night"), PUBLISHED))
        .isEqualTo("M [SEP] M at night [SEP] state");
    for (String none : new String[] {null, ""}) {
      assertThat(RowTexts.ofMention(Rows.of(schema, none, "M", "M at night"), PUBLISHED))
          .isEqualTo("M [SEP] M at night [SEP] ");
    }
  }

  @Test
  void aMentionNeedsNoColumnOfDescriptions() {
    Row mention = Rows.of(StructType.fromDDL("mention string, text string"), "M", "M at night");
    assertThat(RowTexts.ofMention(mention, OMIT_EMPTY)).isEqualTo("M [SEP] M at night");
  }
}
