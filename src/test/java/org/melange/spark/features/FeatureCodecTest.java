package org.melange.spark.features;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.melange.link.model.EncodedFeatures;
import org.melange.spark.row.Rows;

/** Features as columns, and back. */
class FeatureCodecTest {

  private static final EncodedFeatures FEATURES =
      new EncodedFeatures(
          new float[] {1, -0.0f}, new float[] {Float.MIN_VALUE}, new float[0], new float[] {3}, 17);

  private static Row row() {
    Row row = Rows.of(StructType.fromDDL("tag int"), 5);
    return FeatureCodec.append(row, FEATURES, "absent");
  }

  @Test
  void whatIsWrittenIsReadBitForBit() {
    EncodedFeatures read = FeatureCodec.features(row());
    assertThat(read.textCls()).containsExactly(FEATURES.textCls());
    assertThat(Float.floatToRawIntBits(read.textCls()[1])).isEqualTo(1 << 31);
    assertThat(read.textTokens()).containsExactly(FEATURES.textTokens());
    assertThat(read.imageCls()).isEmpty();
    assertThat(read.imageTokens()).containsExactly(FEATURES.imageTokens());
    assertThat(read.textLength()).isEqualTo(17);
  }

  @Test
  void columnsFollowThoseOfTheRowAndAreLittleEndian() {
    assertThat(row().schema().fieldNames())
        .containsExactly(
            "tag",
            "text_cls",
            "text_tokens",
            "image_cls",
            "image_tokens",
            "text_length",
            "image_status");
    assertThat(row().<Integer>getAs("tag")).isEqualTo(5);
    assertThat(row().<String>getAs("image_status")).isEqualTo("absent");
    assertThat(row().<byte[]>getAs("image_tokens")).containsExactly(0, 0, 0x40, 0x40);
  }
}
