package org.melange.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.link.model.FrozenFeatures;

/** Examples on disk: found again whatever order they came in. */
class RecordStoreTest {

  private static final RecordCodec<Integer> NUMBERS =
      new RecordCodec<>() {
        @Override
        public int bytes() {
          return Integer.BYTES;
        }

        @Override
        public void write(Integer example, ByteBuffer buffer) {
          buffer.putInt(example);
        }

        @Override
        public Integer read(ByteBuffer buffer) {
          return buffer.getInt();
        }
      };

  @TempDir Path dir;
  private Path file;

  @BeforeEach
  void name() {
    file = dir.resolve("examples");
  }

  @Test
  void examplesStandInTheOrderOfTheirKeysHoweverTheyWereCollected() {
    List<Integer> order = new ArrayList<>(IntStream.range(0, 50).boxed().toList());
    String digest = null;
    for (int round = 0; round < 5; round++) {
      Collections.shuffle(order, new Random(round));
      try (RecordStore<Integer> set =
          set(order.stream().map(RecordStoreTest::key).toList(), order)) {
        assertThat(set.size()).isEqualTo(50);
        for (int i = 0; i < 50; i++) {
          assertThat(set.id(i)).isEqualTo(key(i));
          assertThat(set.get(i)).isEqualTo(i);
          assertThat(set.indexOf(key(i))).isEqualTo(i);
        }
        assertThat(digest == null || digest.equals(set.keysDigest())).isTrue();
        digest = set.keysDigest();
      }
    }
    try (RecordStore<Integer> fewer = set(List.of("a"), List.of(1));
        RecordStore<Integer> others = set(List.of("b"), List.of(1))) {
      assertThat(fewer.keysDigest()).hasSize(16).isNotEqualTo(digest);
      assertThat(others.keysDigest()).isNotEqualTo(fewer.keysDigest());
    }
  }

  @Test
  void aMissingKeyHasNoIndex() {
    try (RecordStore<Integer> set = set(List.of("b", "d"), List.of(1, 2))) {
      for (String key : List.of("a", "c", "e", "")) {
        assertThat(set.indexOf(key)).as(key).isNegative();
      }
    }
    try (RecordStore<Integer> none = set(List.of(), List.of())) {
      assertThat(none.size()).isZero();
      assertThat(none.indexOf("a")).isNegative();
    }
  }

  @Test
  void twoExamplesOfOneNameAreRefused() {
    assertThatThrownBy(() -> set(List.of("b", "a", "b"), List.of(1, 2, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two examples are called b");
  }

  @Test
  void theSubjectIsTheFirstWordOfTheKey() {
    try (RecordStore<Integer> set =
        set(List.of("Q1 mention 3/0 x", "Q1 name", "Q2"), List.of(1, 2, 3))) {
      assertThat(IntStream.range(0, 3).mapToObj(set::subject)).containsExactly("Q1", "Q1", "Q2");
    }
  }

  @Test
  void aNewFileIsEmptyWhateverWasThere() throws IOException {
    Files.writeString(file, "what was there before");
    try (RecordFile<Integer> records = RecordFile.create(file, NUMBERS)) {
      assertThat(records.size()).isZero();
      records.append(bytes(7));
      assertThat(records.get(0)).isEqualTo(7);
    }
    assertThat(file).hasSize(Integer.BYTES);
  }

  @Test
  void readingAndWritingMayAlternate() {
    try (RecordFile<Integer> records = RecordFile.create(file, NUMBERS)) {
      for (int i = 0; i < 20; i++) {
        records.append(bytes(i * i));
        assertThat(records.get(i / 2)).isEqualTo(i / 2 * (i / 2));
      }
      assertThat(records.get(19)).isEqualTo(361);
    }
  }

  @Test
  void whatCannotBeReadOrWrittenIsSaid() throws IOException {
    RecordFile<Integer> records = RecordFile.create(file, NUMBERS);
    assertThatThrownBy(() -> records.append(new byte[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 bytes, not 4");
    assertThat(records.size()).isZero();
    records.append(bytes(1));
    records.append(bytes(2));
    for (int i : new int[] {-1, 2}) {
      assertThatThrownBy(() -> records.get(i))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("example " + i + " of 2");
    }
    Files.write(file, new byte[6]); // the disk was full
    assertThatThrownBy(() -> records.get(1)).hasRootCauseMessage("example 1 is truncated");
    records.close();
    assertThatThrownBy(() -> records.get(0)).hasMessageContaining("reading example 0");
    assertThatThrownBy(() -> records.append(bytes(3))).hasMessageContaining("writing example 2");
    assertThatThrownBy(() -> RecordFile.create(dir.resolve("no/directory"), NUMBERS))
        .hasMessageContaining("creating");
  }

  @Test
  void featuresAndInputsAreReadAsTheyWereWritten() {
    FrozenFeatures features = new FrozenFeatures(numbers(3), numbers(6), numbers(2), numbers(8), 2);
    FrozenCodec frozen = FrozenCodec.like(features);
    assertThat(frozen).isEqualTo(new FrozenCodec(3, 6, 2, 8));
    assertThat(again(frozen, features)).usingRecursiveComparison().isEqualTo(features);
    ClipInput input = new ClipInput(new long[] {49406, 0, 49407}, 2, numbers(12));
    assertThat(again(new ClipInputCodec(3, 12), input)).usingRecursiveComparison().isEqualTo(input);
  }

  /** Written behind something else and read back, so that no codec counts from the beginning. */
  private static <E> E again(RecordCodec<E> codec, E example) {
    ByteBuffer buffer = ByteBuffer.allocate(5 + codec.bytes()).position(5);
    codec.write(example, buffer);
    assertThat(buffer.hasRemaining()).as("all bytes are written").isFalse();
    E read = codec.read(buffer.position(5));
    assertThat(buffer.hasRemaining()).as("all bytes are read").isFalse();
    return read;
  }

  private static float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) Math.sin(i + count);
    }
    return numbers;
  }

  private RecordStore<Integer> set(List<String> keys, List<Integer> values) {
    RecordFile<Integer> records = RecordFile.create(file, NUMBERS);
    values.forEach(value -> records.append(bytes(value)));
    return new RecordStore<>(records, keys);
  }

  private static byte[] bytes(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  /** Keys whose order is that of their numbers. */
  private static String key(int i) {
    return String.format(Locale.ROOT, "k%02d", i);
  }
}
