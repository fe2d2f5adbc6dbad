package org.melange.link.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.link.row.RowLayout;
import org.melange.link.row.TokenLayout;

/** The parts that files of tables consist of. */
class FileFormatTest {

  private static byte[] bytes(LittleEndian buffer) {
    byte[] bytes = new byte[buffer.size()];
    buffer.copyTo(ByteBuffer.wrap(bytes));
    return bytes;
  }

  @Test
  void valuesAreLittleEndianOneAfterTheOther() {
    LittleEndian buffer =
        new LittleEndian()
            .putShort((short) 0x0102)
            .putInt(0x03040506)
            .putLong(7)
            .putFloat(1)
            .put(new byte[] {9});
    assertThat(bytes(buffer))
        .containsExactly(2, 1, 6, 5, 4, 3, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3f, 9);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9})
  void alignmentFillsWithZeros(int size) {
    LittleEndian buffer = new LittleEndian().put(new byte[size]).align(8);
    assertThat(buffer.size()).isEqualTo((size + 7) / 8 * 8);
    assertThat(bytes(buffer)).isEqualTo(new byte[(size + 7) / 8 * 8]);
  }

  @Test
  void aBufferGrowsByWhatIsPut() {
    byte[] large = new byte[100_000];
    new SplittableRandom(1).nextBytes(large);
    LittleEndian buffer = new LittleEndian().putInt(1).put(large).putInt(2);
    byte[] read = bytes(buffer);
    assertThat(read).hasSize(100_008);
    assertThat(Arrays.copyOfRange(read, 4, 100_004)).isEqualTo(large);
    assertThat(read[100_004]).isEqualTo((byte) 2);
  }

  @Test
  void quantizedPartsAreOffByAtMostTheirError() {
    SplittableRandom random = new SplittableRandom(2);
    for (int n = 1; n < 40; n++) {
      float[] row = new float[n + 2];
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) random.nextGaussian() * n;
      }
      Int8Quantizer part = Int8Quantizer.of(row, n);
      assertThat(part.bytes()).hasSize(n);
      double squares = 0;
      int most = 0;
      for (int i = 0; i < n; i++) {
        squares += Math.pow((double) row[i] - part.scale() * part.bytes()[i], 2);
        most = Math.max(most, Math.abs(part.bytes()[i]));
      }
      assertThat(most).isEqualTo(127);
      assertThat((double) part.error()).isGreaterThanOrEqualTo(Math.sqrt(squares));
      assertThat((double) part.error()).isCloseTo(Math.sqrt(squares), within(1e-3 * n));
    }
  }

  @Test
  void zerosAndUnderflowingValuesQuantizeToZero() {
    assertThat(Int8Quantizer.of(new float[3], 3)).satisfies(FileFormatTest::isZero);
    float[] tiny = {Float.MIN_VALUE, -Float.MIN_VALUE};
    Int8Quantizer part = Int8Quantizer.of(tiny, 2);
    assertThat(part.bytes()).containsOnly(0);
    assertThat(part.error()).isPositive();
  }

  private static void isZero(Int8Quantizer part) {
    assertThat(part.bytes()).containsOnly(0);
    assertThat(part.scale()).isZero();
    assertThat(part.error()).isZero();
  }

  @Test
  void aQuantizedPartIsWrittenBytesFirst() {
    byte[] written = bytes(put(Int8Quantizer.of(new float[] {127, -1}, 2)));
    ByteBuffer read = ByteBuffer.wrap(written).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(written).hasSize(10);
    assertThat(read.get()).isEqualTo((byte) 127);
    assertThat(read.get()).isEqualTo((byte) -1);
    assertThat(read.getFloat()).isEqualTo(1);
    assertThat(read.getFloat()).isZero();
  }

  private static LittleEndian put(Int8Quantizer part) {
    LittleEndian buffer = new LittleEndian();
    part.putTo(buffer);
    return buffer;
  }

  @Test
  void aGraphHeaderSaysWhereItsLevelsAre() {
    HnswHeader header = new HnswHeader("ab".repeat(32), 16, 5, new int[] {100, 7, 2});
    assertThat(header.size()).isEqualTo(100);
    assertThat(header.stride(0)).isEqualTo(33);
    assertThat(header.stride(2)).isEqualTo(17);
    assertThat(header.nodesAt(0)).isEqualTo(HnswHeader.BYTES);
    assertThat(header.linksAt(0)).isEqualTo(256);
    assertThat(header.nodesAt(1)).isEqualTo(256 + 4 * 100 * 33);
    assertThat(header.linksAt(1)).isEqualTo(header.nodesAt(1) + 4 * 7);
    assertThat(header.nodesAt(2)).isEqualTo(header.linksAt(1) + 4 * 7 * 17);
    assertThat(header.fileBytes()).isEqualTo(header.nodesAt(2) + 4 * 2 + 4 * 2 * 17L);
    byte[] file = Arrays.copyOf(header.encode(), (int) header.fileBytes());
    HnswHeader read = HnswHeader.decode(ByteBuffer.wrap(file));
    assertThat(read.segments()).isEqualTo(header.segments());
    assertThat(read.entry()).isEqualTo(5);
    assertThat(read.links()).isEqualTo(16);
    assertThat(read.nodes()).containsExactly(100, 7, 2);
  }

  @Test
  void aSegmentHeaderSaysWhereItsSectionsAre() {
    long[] ends = {300, 400, 500, 600, 700, 800, 900, 1000};
    SegmentHeader header = new SegmentHeader(new TokenLayout(6, 5, 3), Precision.INT8, 12, ends);
    SegmentHeader read = SegmentHeader.decode(ByteBuffer.wrap(header.encode()), 1000);
    assertThat(read.layout()).isEqualTo(new TokenLayout(6, 5, 3));
    assertThat(read.precision()).isEqualTo(Precision.INT8);
    assertThat(read.entities()).isEqualTo(12);
    assertThat(read.start(SegmentHeader.Section.QIDS)).isEqualTo(256);
    assertThat(read.end(SegmentHeader.Section.QIDS)).isEqualTo(300);
    assertThat(read.start(SegmentHeader.Section.TAILS)).isEqualTo(900);
    assertThat(read.fileBytes()).isEqualTo(1000);
    assertThatThrownBy(() -> SegmentHeader.decode(ByteBuffer.wrap(header.encode()), 999))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it has 999 bytes, its header says 1000");
  }

  @Test
  void aHeaderWithAChangedByteIsDamaged() {
    FileHeader start = new FileHeader("MELTESTS", "test", 3);
    byte[] header = FileHeader.seal(start.open().putInt(42));
    assertThat(header).hasSize(FileHeader.BYTES);
    assertThat(start.<Integer>read(ByteBuffer.wrap(header), ByteBuffer::getInt)).isEqualTo(42);
    for (int at : new int[] {16, 17, 100, 247, 248, 255}) {
      byte[] changed = header.clone();
      changed[at] ^= 1;
      assertThatThrownBy(() -> start.read(ByteBuffer.wrap(changed), ByteBuffer::getInt))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("has a damaged header");
    }
    assertThatThrownBy(
            () ->
                new FileHeader("MELTESTS", "test", 4)
                    .read(ByteBuffer.wrap(header), ByteBuffer::getInt))
        .hasMessage("has format 3, this version reads 4");
  }

  @ParameterizedTest
  @EnumSource
  void sectionsHaveNoGaps(Precision precision) {
    RowLayout layout = new RowLayout(6, 5, 3, 3);
    RowShape shape = new RowShape(layout, precision);
    int coarse = layout.coarseWidth();
    int number = precision == Precision.FLOAT32 ? 4 : 2;
    assertThat(shape.exactStride()).isEqualTo(number * coarse);
    assertThat(shape.headStride())
        .isEqualTo(precision == Precision.INT8 ? coarse + 8 + 24 : number * coarse + 24);
    // Two scalars of a tail are float32, whatever its vectors are.
    int tail = layout.width() - layout.headWidth();
    assertThat(shape.tailStart(0, 0)).isZero();
    assertThat(shape.tailStart(3, 3 * tail)).isEqualTo(3L * ((tail - 2) * number + 8));
  }

  @ParameterizedTest
  @EnumSource
  void precisionsAreFoundByTheirCodes(Precision precision) {
    assertThat(Precision.ofCode(precision.code())).isEqualTo(precision);
    float third = 1f / 3;
    assertThat(precision.round(third))
        .isEqualTo(
            precision == Precision.FLOAT32 ? third : Float16.toFloat(Float16.ofFloat(third)));
    assertThatThrownBy(() -> Precision.ofCode("float8"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("float8");
  }
}
