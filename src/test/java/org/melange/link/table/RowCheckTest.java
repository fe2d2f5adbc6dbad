package org.melange.link.table;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.Modality;
import org.melange.link.row.RowLayout;
import org.melange.link.table.SegmentHeader.Section;

/** Bounds that are smaller than what they bound would make a search miss entities. */
class RowCheckTest {

  private static final EntityLayout LAYOUT = new RowLayout(6, 5, 3, 3);

  @ParameterizedTest
  @EnumSource
  void aNormMayBeLargerThanNeededAndNotSmaller(Precision precision) {
    for (Modality unit : Modality.values()) {
      for (double factor : new double[] {1, 1.5}) {
        assertThatCode(() -> check(segment(row(precision, unit, factor), precision)))
            .doesNotThrowAnyException();
      }
      assertThatThrownBy(() -> check(segment(row(precision, unit, 0.999), precision)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("holds a norm of")
          .hasMessageContaining("in the row of its entity 0");
    }
    assertThatCode(() -> check(segment(new float[((RowLayout) LAYOUT).width()], precision)))
        .doesNotThrowAnyException();
  }

  @Test
  void bytesAreWithinTheirErrors() {
    byte[] file = segment(row(Precision.INT8, Modality.TEXT, 1), Precision.INT8);
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int heads = SegmentHeader.decode(buffer, file.length).start(Section.HEADS);
    int error = heads + LAYOUT.coarseWidth() + Float.BYTES;
    buffer.putFloat(error, buffer.getFloat(error) * 0.999f);
    assertThatThrownBy(() -> check(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds a distance of");
  }

  private static void check(byte[] file) {
    new RowCheck(new Segment(ByteBuffer.wrap(file))).require(0);
  }

  private static byte[] segment(float[] row, Precision precision) {
    SegmentBuilder builder = new SegmentBuilder(LAYOUT, precision);
    builder.add("Q9", "nine", null, row);
    return builder.build();
  }

  /** A row whose norms are right, but for that of one unit, which is {@code factor} times that. */
  private static float[] row(Precision precision, Modality wrong, double factor) {
    SplittableRandom random = new SplittableRandom(7);
    float[] row = new float[((RowLayout) LAYOUT).width()];
    for (int i = 0; i < row.length; i++) {
      row[i] = precision.round((float) (random.nextDouble() * 8 - 4));
    }
    for (Modality unit : Modality.values()) {
      double squares = 0;
      for (int i = 0; i < LAYOUT.hiddenDim(); i++) {
        squares += Math.pow(row[LAYOUT.mixed(unit) + i], 2);
      }
      double norm = Math.sqrt(LAYOUT.hiddenDim() * squares);
      row[LAYOUT.norm(unit)] = (float) (norm * (unit == wrong ? factor : 1));
    }
    return row;
  }
}
