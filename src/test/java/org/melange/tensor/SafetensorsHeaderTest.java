package org.melange.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers of safetensors files, parsed without a file. */
class SafetensorsHeaderTest {

  private static final Path FILE = Path.of("model.safetensors");

  @Test
  void entriesKeepTheirOrder() {
    SafetensorsHeader header =
        parse(
            "{\"b\":{\"dtype\":\"F16\",\"shape\":[2,3],\"data_offsets\":[4,16]},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}",
            16);
    assertThat(header.entries()).containsOnlyKeys("b", "a");
    assertThat(header.entries().keySet()).containsExactly("b", "a");
    SafetensorsHeader.Entry entry = header.entries().get("b");
    assertThat(entry.type()).isEqualTo(ElementType.F16);
    assertThat(entry.shape()).containsExactly(2, 3);
    assertThat(entry.begin()).isEqualTo(4);
    assertThat(entry.end()).isEqualTo(16);
  }

  @Test
  void metadataIsText() {
    SafetensorsHeader header =
        parse("{\"__metadata__\":{\"format\":\"pt\",\"n\":3,\"deep\":{}}}", 0);
    assertThat(header.entries()).isEmpty();
    assertThat(header.metadata())
        .containsEntry("format", "pt")
        .containsEntry("n", "3")
        .containsEntry("deep", "");
  }

  @Test
  void spaceBehindTheHeaderIsPadding() {
    assertThat(parse("{}       ", 0).entries()).isEmpty();
  }

  @Test
  void emptyTensorsMayShareAPlace() {
    SafetensorsHeader header =
        parse(
            "{\"a\":{\"dtype\":\"I8\",\"shape\":[0],\"data_offsets\":[4,4]},"
                + "\"b\":{\"dtype\":\"I8\",\"shape\":[3,0],\"data_offsets\":[4,4]},"
                + "\"c\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[4,8]}}",
            8);
    assertThat(header.entries()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[0,8]                      | 8  | [2]                        | F32",
        "[0,0]                      | 0  | [0]                        | F32",
        "[8,16]                     | 16 | [1]                        | F64"
      })
  void fittingEntriesAreTaken(String offsets, long bytes, String shape, String type) {
    assertThat(parse(entry(type, shape, offsets), bytes).entries()).containsOnlyKeys("x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[0,8]       | 7  | [2]  | F32 | ends at byte 8 of the data, the file holds 7",
        "[0,7]       | 8  | [2]  | F32 | shape needs 8 bytes, data_offsets span 7",
        "[4,0]       | 8  | [0]  | F32 | data_offsets must be [begin, end]",
        "[0]         | 8  | [2]  | F32 | data_offsets must be [begin, end]",
        "[0,4,8]     | 8  | [2]  | F32 | data_offsets must be [begin, end]",
        "[0,\"8\"]   | 8  | [2]  | F32 | data_offsets must be a list of non-negative integers",
        "{}          | 8  | [2]  | F32 | data_offsets must be a list of non-negative integers",
        "[0,1e1]     | 99 | [2]  | F32 | data_offsets must be a list of non-negative integers",
        "[0,8]       | 8  | null | F32 | shape must be a list of non-negative integers",
        "[0,8]       | 8  | [[2]] | F32 | shape must be a list of non-negative integers",
        "[0,8]       | 8  | [99999999999999999999] | F32 | shape must be a list",
        "[0,8]       | 8  | [9223372036854775807] | F32 | the product of its shape is too large",
        "[0,8]       | 8  | [3037000500,3037000500] | I8 | the product of its shape is too large",
        "[0,8]       | 8  | [2]  | f32 | element type 'f32' cannot be read",
        "[0,8]       | 8  | [2]  | C64 | element type 'C64' cannot be read"
      })
  void unfitEntriesAreNamed(String offsets, long bytes, String shape, String type, String message) {
    assertThatThrownBy(() -> parse(entry(type, shape, offsets), bytes))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("model.safetensors")
        .hasMessageContaining("tensor x: " + message);
  }

  @Test
  void oneByteInCommonIsAnOverlap() {
    String header =
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[%d,%d]}}";
    assertThat(parse(header.formatted(4, 8), 8).entries()).hasSize(2);
    assertThatThrownBy(() -> parse(header.formatted(3, 7), 8))
        .hasMessageContaining("tensor b: its bytes overlap those of a");
    assertThatThrownBy(() -> parse(header.formatted(0, 4), 8)).hasMessageContaining("overlap");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"''", "null", "7", "[]", "\"x\"", "{\"x\":", "{} {", "{\"x\":{},\"x\":{}}", "x"})
  void somethingElseThanAnObjectIsRefused(String json) {
    assertThatThrownBy(() -> parse(json, 0)).isInstanceOf(WeightsException.class);
  }

  /** Jackson stops at a depth of nesting before the stack does. */
  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> parse("[".repeat(100_000), 0)).isInstanceOf(WeightsException.class);
    assertThatThrownBy(() -> parse("{\"a\":".repeat(100_000), 0))
        .isInstanceOf(WeightsException.class);
  }

  @Test
  void damagedHeadersAreReadOrRefused() {
    Random random = new Random(43);
    byte[] whole =
        ("{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
                + "\"b\":{\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[24,32]}}")
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 5000; i++) {
      byte[] json = whole.clone();
      for (int j = 0; j < 1 + i % 3; j++) {
        json[random.nextInt(json.length)] = (byte) random.nextInt(128);
      }
      try {
        SafetensorsHeader header = SafetensorsHeader.parse(FILE, json, 32);
        assertThat(header.entries().values())
            .allMatch(entry -> entry.begin() >= 0 && entry.end() <= 32);
      } catch (WeightsException e) {
        assertThat(e).hasMessageContaining("model.safetensors");
      }
    }
  }

  private static SafetensorsHeader parse(String json, long dataBytes) {
    return SafetensorsHeader.parse(FILE, json.getBytes(StandardCharsets.UTF_8), dataBytes);
  }

  private static String entry(String type, String shape, String offsets) {
    return "{\"x\":{\"dtype\":\""
        + type
        + "\",\"shape\":"
        + shape
        + ",\"data_offsets\":"
        + offsets
        + "}}";
  }
}
