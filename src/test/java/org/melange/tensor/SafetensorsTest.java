package org.melange.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The safetensors format, valid and invalid. */
class SafetensorsTest {

  @TempDir Path directory;

  @Test
  void whatIsWrittenIsReadAgain() {
    Path file = directory.resolve("a.safetensors");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("z", new Tensor(new long[] {2, 3}, new float[] {1, -2, 3.5f, 0, -0f, 1e-40f}));
    tensors.put("scalar", new Tensor(new long[0], new float[] {4.6f}));
    tensors.put("empty", new Tensor(new long[] {0, 7}, new float[0]));
    Safetensors.write(file, tensors, Map.of("format", "pt", "note", "ünïcode"));
    try (Safetensors source = Safetensors.open(file)) {
      assertThat(source.names()).containsExactly("empty", "scalar", "z");
      assertThat(source.metadata()).containsEntry("format", "pt").containsEntry("note", "ünïcode");
      for (String name : source.names()) {
        assertThat(source.shape(name)).isEqualTo(tensors.get(name).shape());
        assertThat(source.read(name)).isEqualTo(tensors.get(name).data());
      }
    }
    assertThat(directory).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void dataStartsAtAMultipleOfEightBytesAsTheFormatWants() throws Exception {
    Path file = directory.resolve("a.safetensors");
    for (String name : new String[] {"a", "ab", "abc", "abcd", "abcde", "ü"}) {
      Safetensors.write(file, Map.of(name, new Tensor(new long[] {1}, new float[] {1})), Map.of());
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(bytes.getLong(0) % 8).isZero();
    }
  }

  @Test
  void theOrderOfTheMapDoesNotChangeTheBytes() throws Exception {
    Tensor one = new Tensor(new long[] {1}, new float[] {1});
    Tensor two = new Tensor(new long[] {2}, new float[] {2, 3});
    Map<String, Tensor> forth = new LinkedHashMap<>();
    forth.put("one", one);
    forth.put("two", two);
    Map<String, Tensor> back = new LinkedHashMap<>();
    back.put("two", two);
    back.put("one", one);
    Safetensors.write(directory.resolve("forth"), forth, Map.of("b", "1", "a", "2"));
    Safetensors.write(directory.resolve("back"), back, Map.of("a", "2", "b", "1"));
    assertThat(directory.resolve("forth")).hasSameBinaryContentAs(directory.resolve("back"));
  }

  @ParameterizedTest
  @CsvSource({
    "F64, 000000000000f83f 00000000000000c0, 1.5, -2",
    "F32, 0000c03f 000000c0, 1.5, -2",
    "F16, 003e 00c0, 1.5, -2",
    "F16, 0100 ff7b, 5.9604645E-8, 65504",
    "F16, 007c 00fc, Infinity, -Infinity",
    "F16, 007e 0180, NaN, -5.9604645E-8",
    "BF16, c03f 00c0, 1.5, -2",
    "BF16, 80ff 0100, -Infinity, 9.1835E-41",
    "I64, 0100000000000000 feffffffffffffff, 1, -2",
    "I32, 01000000 feffffff, 1, -2",
    "I16, 0100 feff, 1, -2",
    "I8, 01 fe, 1, -2",
    "U8, 01 fe, 1, 254",
    "BOOL, 00 01, 0, 1"
  })
  void everyElementTypeBecomesFloats(String type, String hex, float first, float second) {
    byte[] data = HexFormat.of().parseHex(hex.replace(" ", ""));
    Path file = file(header("x", type, "[2]", 0, data.length), data);
    try (Safetensors source = Safetensors.open(file)) {
      assertThat(source.read("x")).containsExactly(first, second);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}  | x: shape needs 8 bytes, data_off
          {"x":{"dtype":"F32","shape":[9],"data_offsets":[0,36]}}  | x: ends at byte 36 of the data
          {"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}   | x: data_offsets must be [begin
          {"x":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}  | x: data_offsets must be a list
          {"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}} | x: shape must be a list
          {"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}  | x: shape must be a list
          {"x":{"dtype":"F32","data_offsets":[0,8]}}               | x: shape must be a list
          {"x":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]}} | x: element type 'F8_E4M3'
          {"x":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}} | too large
          {"x":{"dtype":"I8","shape":[8],"data_offsets":[0,8]},"y":{"dtype":"I8","shape":[4],"data_offsets":[6,10]}} | y: its bytes overlap those of x
          {"x":{"dtype":"I8","shape":[0],"data_offsets":[0,0]},"x":{}} | not valid JSON
          [1,2,3] | not a JSON object
          {"x":   | not valid JSON
          """)
  void anInvalidHeaderIsRefused(String header, String message) {
    Path file = file(header, new byte[16]);
    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void truncationAnywhereIsFoundOnOpening() throws Exception {
    Path whole = directory.resolve("whole");
    Safetensors.write(
        whole, Map.of("x", new Tensor(new long[] {3}, new float[] {1, 2, 3})), Map.of());
    byte[] bytes = Files.readAllBytes(whole);
    for (int length = 0; length < bytes.length; length++) {
      Path part = Files.write(directory.resolve("part"), Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> Safetensors.open(part)).isInstanceOf(WeightsException.class);
    }
  }

  @Test
  void anAbsurdHeaderLengthIsRefusedWithoutAllocatingIt() throws Exception {
    for (long length : new long[] {-1, 0, 1, Long.MAX_VALUE, 200_000_000}) {
      byte[] bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
      Path file = Files.write(directory.resolve("x.safetensors"), bytes);
      assertThatThrownBy(() -> Safetensors.open(file))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("header length " + length);
    }
  }

  @Test
  void anUnknownTensorIsNamed() {
    Path file = file(header("x", "I8", "[1]", 0, 1), new byte[1]);
    try (Safetensors source = Safetensors.open(file)) {
      assertThatThrownBy(() -> source.read("y"))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("no tensor called y");
    }
  }

  private static String header(String name, String type, String shape, long begin, long end) {
    return String.format(
        Locale.ROOT,
        "{\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}}",
        name,
        type,
        shape,
        begin,
        end);
  }

  private Path file(String header, byte[] data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).array());
    out.writeBytes(json);
    out.writeBytes(data);
    try {
      return Files.write(directory.resolve("x.safetensors"), out.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
