package org.melange.link.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.RowLayout;
import org.melange.link.row.TokenLayout;
import org.melange.run.JobException;

/** Segments give back what was put in, and say what is wrong with a file. */
class SegmentTest {

  private static final RowLayout PUBLISHED = new RowLayout(6, 5, 3, 3);
  private static final TokenLayout TOKEN = new TokenLayout(6, 5, 3);

  @ParameterizedTest
  @EnumSource
  void rowsOfOneLengthComeBackAsTheyWereRounded(Precision precision) {
    assertRows(PUBLISHED, precision, 0, 1, 2, 9);
  }

  @ParameterizedTest
  @EnumSource
  void rowsOfManyLengthsComeBackAsTheyWereRounded(Precision precision) {
    assertRows(TOKEN, precision, 0, 1, 5, 7);
  }

  @ParameterizedTest
  @EnumSource
  void headsAreWithinTheirErrors(Precision precision) {
    List<float[]> rows = rows(PUBLISHED, precision, 50);
    rows.get(7)[2] = 1000;
    Arrays.fill(rows.get(8), 0);
    SegmentedRows read = read(PUBLISHED, precision, rows, 20);
    int width = PUBLISHED.headWidth();
    float[] heads = new float[50 * width];
    read.heads(0, 50, heads);
    for (int i = 0; i < 50; i++) {
      double squares = 0;
      for (int c = 0; c < PUBLISHED.coarseWidth(); c++) {
        squares += Math.pow((double) heads[i * width + c] - rows.get(i)[c], 2);
      }
      assertThat(Math.sqrt(squares)).isLessThanOrEqualTo(read.headError(i));
      assertThat(read.headError(i)).isLessThan(precision == Precision.INT8 ? 16 : 1e-30f);
      for (int c = PUBLISHED.coarseWidth(); c < width; c++) {
        assertThat(heads[i * width + c]).isEqualTo(rows.get(i)[c]);
      }
    }
  }

  @Test
  void namesComeBack() {
    SegmentBuilder builder = new SegmentBuilder(PUBLISHED, Precision.FLOAT32);
    builder.add("Q9", "Zürich 東京", "ab".repeat(32), new float[PUBLISHED.width()]);
    builder.add("Q10", "", null, new float[PUBLISHED.width()]);
    Segment segment = new Segment(ByteBuffer.wrap(builder.build()));
    long[] qids = new long[2];
    segment.qids(qids, 0);
    assertThat(qids).containsExactly(9, 10);
    assertThat(segment.label(0)).isEqualTo("Zürich 東京");
    assertThat(segment.label(1)).isEmpty();
    assertThat(segment.hash(0)).isEqualTo("ab".repeat(16));
    assertThat(segment.hash(1)).isEqualTo("00".repeat(16));
  }

  @Test
  void aHalfTableOfThePaperTakesThreeKilobytesAnEntity() {
    RowLayout paper = new RowLayout(512, 96, 96, 3);
    SegmentBuilder builder = new SegmentBuilder(paper, Precision.FLOAT16);
    for (int i = 1; i <= 100; i++) {
      builder.add("Q" + i, "A label of an ordinary length", null, new float[paper.width()]);
    }
    assertThat(builder.build().length).isLessThan(100 * 3300);
  }

  @Test
  void entitiesThatCannotBeRightAreRefused() {
    SegmentBuilder builder = new SegmentBuilder(PUBLISHED, Precision.FLOAT16);
    builder.add("Q7", "", null, new float[PUBLISHED.width()]);
    assertRefused(() -> builder.add("Q7", "", null, row(0)), "Q7 is there twice");
    assertRefused(() -> builder.add("Q6", "", null, row(0)), "Q6 comes behind Q7");
    assertRefused(
        () -> builder.add("Q8", "", null, new float[3]),
        "Q8 has 3 numbers, not " + PUBLISHED.width());
    assertRefused(() -> builder.add("Q8", "", null, row(Float.NaN)), "Q8 holds NaN");
    assertRefused(() -> builder.add("Q8", "", null, row(-7e4f)), "too large for float16");
  }

  @Test
  void filesThatCannotBeRightSayWhatIsWrong() {
    byte[] file = file();
    assertBroken(changed(file, 0, 'm'), "is not a segment of an entity table");
    assertBroken(Arrays.copyOf(file, 3), "is truncated");
    assertBroken(Arrays.copyOf(file, 100), "is truncated");
    assertBroken(Arrays.copyOf(file, file.length - 1), "is truncated or was added to");
    assertBroken(Arrays.copyOf(file, file.length + 1), "is truncated or was added to");
    assertBroken(changed(file, 12, 2), "has format 2, this version reads 1");
    assertBroken(changed(file, 16, 3), "has a damaged header");
    byte[] bigEndian = file.clone();
    for (int i = 0; i < 4; i++) {
      bigEndian[8 + i] = file[11 - i];
    }
    assertBroken(bigEndian, "big-endian");
  }

  private static void assertRows(EntityLayout layout, Precision precision, int... froms) {
    List<float[]> rows = rows(layout, precision, 30);
    for (int perSegment : new int[] {1, 7, 30}) {
      SegmentedRows read = read(layout, precision, rows, perSegment);
      assertThat(read.size()).isEqualTo(30);
      for (int i = 0; i < 30; i++) {
        assertThat(read.length(i)).isEqualTo(rows.get(i).length);
        for (int from : froms) {
          assertPart(read, i, from, rows.get(i));
        }
        assertPart(read, i, layout.headWidth(), rows.get(i));
        assertPart(read, i, layout.headWidth() + 3, rows.get(i));
      }
    }
  }

  private static void assertPart(SegmentedRows read, int index, int from, float[] row) {
    float[] into = new float[row.length + 2];
    read.read(index, from, into, 1);
    assertThat(Arrays.copyOfRange(into, 1, 1 + row.length - from))
        .containsExactly(Arrays.copyOfRange(row, from, row.length));
    assertThat(into[0]).isZero();
    assertThat(into[row.length - from + 1]).isZero();
  }

  private static SegmentedRows read(
      EntityLayout layout, Precision precision, List<float[]> rows, int perSegment) {
    List<Segment> segments = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += perSegment) {
      SegmentBuilder builder = new SegmentBuilder(layout, precision);
      for (int i = from; i < Math.min(rows.size(), from + perSegment); i++) {
        builder.add("Q" + (3 + 2 * i), "label " + i, null, rows.get(i));
      }
      segments.add(new Segment(ByteBuffer.wrap(builder.build())));
    }
    int[] sizes = segments.stream().mapToInt(Segment::size).toArray();
    return new SegmentedRows(layout, sizes, MappedTable.fixed(segments));
  }

  private static List<float[]> rows(EntityLayout layout, Precision precision, int count) {
    SplittableRandom random = new SplittableRandom(3);
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int text = random.nextInt(1, 6);
      int image = random.nextInt(1, 4);
      float[] row =
          new float
              [layout instanceof TokenLayout token ? token.width(text, image) : PUBLISHED.width()];
      for (int c = 0; c < row.length; c++) {
        row[c] = precision.round((float) (random.nextDouble() * 8 - 4));
      }
      for (int scalar : layout.scalars()) {
        row[scalar] = random.nextInt() * 1e-6f;
      }
      if (layout instanceof TokenLayout token) {
        row[token.headWidth()] = text;
        row[token.headWidth() + 1] = image;
      }
      rows.add(row);
    }
    return rows;
  }

  private static float[] row(float last) {
    float[] row = new float[PUBLISHED.width()];
    row[row.length - 1] = last;
    return row;
  }

  private static byte[] file() {
    SegmentBuilder builder = new SegmentBuilder(PUBLISHED, Precision.FLOAT32);
    builder.add("Q9", "nine", null, row(1));
    return builder.build();
  }

  private static byte[] changed(byte[] file, int at, int value) {
    byte[] copy = file.clone();
    copy[at] = (byte) value;
    return copy;
  }

  private static void assertBroken(byte[] file, String fault) {
    assertThatThrownBy(() -> new Segment(ByteBuffer.wrap(file)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fault);
  }

  private static void assertRefused(ThrowingCallable call, String fault) {
    assertThatThrownBy(call).isInstanceOf(JobException.class).hasMessageContaining(fault);
  }
}
