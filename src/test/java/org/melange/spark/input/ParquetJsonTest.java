package org.melange.spark.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.corpus.DamagedInputException;

/** Rows of Parquet as JSON, of every type that tools write. */
class ParquetJsonTest {

  private static final Configuration CONFIGURATION = InputFiles.configuration();

  @TempDir private Path dir;

  @Test
  void numbersKeepTheirValues() throws IOException {
    assertThat(json("optional boolean v", g -> g.add("v", true))).isEqualTo("true");
    assertThat(json("optional int32 v", g -> g.add("v", -7))).isEqualTo("-7");
    assertThat(json("optional int64 v", g -> g.add("v", Long.MAX_VALUE)))
        .isEqualTo("9223372036854775807");
    assertThat(json("optional int32 v (UINT_32)", g -> g.add("v", -1))).isEqualTo("4294967295");
    assertThat(json("optional int64 v (UINT_64)", g -> g.add("v", -1L)))
        .isEqualTo("18446744073709551615");
    assertThat(json("optional float v", g -> g.add("v", 0.1f))).isEqualTo("0.1");
    assertThat(json("optional double v", g -> g.add("v", 17.0))).isEqualTo("17.0");
    assertThat(json("optional double v", g -> g.add("v", Double.NaN))).isEqualTo("\"NaN\"");
    assertThat(json("optional int32 v (DECIMAL(5,2))", g -> g.add("v", 150))).isEqualTo("1.50");
    assertThat(
            json(
                "optional binary v (DECIMAL(30,3))",
                g -> g.add("v", Binary.fromConstantByteArray(new byte[] {-1, 0}))))
        .isEqualTo("-0.256");
  }

  @Test
  void timesKeepAllTheirDigits() throws IOException {
    long nanos = 1_700_000_000_123_456_789L;
    assertThat(json("optional int32 v (DATE)", g -> g.add("v", 20_000)))
        .isEqualTo("\"2024-10-04\"");
    assertThat(json("optional int64 v (TIMESTAMP(NANOS,true))", g -> g.add("v", nanos)))
        .isEqualTo("\"2023-11-14T22:13:20.123456789Z\"");
    assertThat(json("optional int64 v (TIMESTAMP(MICROS,false))", g -> g.add("v", nanos / 1_000)))
        .isEqualTo("\"2023-11-14T22:13:20.123456\"");
    assertThat(json("optional int64 v (TIMESTAMP(MILLIS,true))", g -> g.add("v", -1L)))
        .isEqualTo("\"1969-12-31T23:59:59.999Z\"");
    assertThat(json("optional int32 v (TIME(MILLIS,true))", g -> g.add("v", 3_600_001)))
        .isEqualTo("\"01:00:00.001\"");
    assertThat(json("optional int64 v (TIME(NANOS,false))", g -> g.add("v", 5L)))
        .isEqualTo("\"00:00:00.000000005\"");
    assertThat(json("optional int64 v (TIME(MICROS,true))", g -> g.add("v", 86_400_000_000L)))
        .isEqualTo("86400000000");
    NanoTime julian = new NanoTime(2_440_589, 1_500_000_000L);
    assertThat(json("optional int96 v", g -> g.add("v", julian)))
        .isEqualTo("\"1970-01-02T00:00:01.500Z\"");
  }

  @Test
  void otherTypesBecomeText() throws IOException {
    assertThat(json("optional binary v (STRING)", g -> g.add("v", "Zo\u00eb")))
        .isEqualTo("\"Zo\u00eb\"");
    assertThat(json("optional binary v (ENUM)", g -> g.add("v", "A"))).isEqualTo("\"A\"");
    assertThat(json("optional binary v", g -> g.add("v", bytes(1, 2)))).isEqualTo("\"AQI=\"");
    byte[] invalid = "a\u00e4".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(
            json(
                "optional binary v (STRING)",
                g -> g.add("v", Binary.fromConstantByteArray(invalid))))
        .isEqualTo("\"a\uFFFD\"");
    UUID uuid = UUID.fromString("123e4567-e89b-12d3-a456-426614174000");
    byte[] sixteen =
        ByteBuffer.allocate(16)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .array();
    MessageType type =
        Types.buildMessage()
            .optional(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
            .length(16)
            .as(LogicalTypeAnnotation.uuidType())
            .named("v")
            .named("m");
    assertThat(json(type, g -> g.add("v", Binary.fromConstantByteArray(sixteen))))
        .isEqualTo("\"" + uuid + "\"");
  }

  @Test
  void halfPrecisionValuesAreNumbers() throws IOException {
    MessageType type =
        Types.buildMessage()
            .optional(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
            .length(2)
            .as(LogicalTypeAnnotation.float16Type())
            .named("v")
            .named("m");
    int[] halves = {0x3c00, 0xc000, 0x0001, 0x7bff, 0x3555, 0x7c00, 0x8000};
    List<String> values = new ArrayList<>();
    for (int half : halves) {
      byte[] two =
          ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort((short) half).array();
      values.add(json(type, g -> g.add("v", Binary.fromConstantByteArray(two))));
    }
    assertThat(values)
        .containsExactly(
            "1.0", "-2.0", "5.9604645E-8", "65504.0", "0.33325195", "\"Infinity\"", "-0.0");
  }

  @Test
  void columnsOfUnknownTypeAreNull() throws IOException {
    MessageType type =
        Types.buildMessage()
            .optional(PrimitiveTypeName.INT32)
            .as(LogicalTypeAnnotation.unknownType())
            .named("v")
            .optional(PrimitiveTypeName.INT32)
            .named("V")
            .named("m");
    assertThat(rows(type, g -> g.add("V", 1)).get(0)).hasToString("{\"V\":1}");
    assertThat(ParquetShape.of(type).field("v").orElseThrow().is("list")).isTrue();
  }

  @Test
  void allEncodingsOfListsAreArrays() throws IOException {
    String wrapped = "optional group v (LIST) { repeated group list { optional int32 element; } }";
    assertThat(
            json(
                wrapped,
                g -> {
                  Group list = g.addGroup("v");
                  list.addGroup(0).add(0, 1);
                  list.addGroup(0);
                }))
        .isEqualTo("[1,null]");
    assertThat(json(wrapped, g -> g.addGroup("v"))).isEqualTo("[]");
    assertThat(json(wrapped, g -> {})).isEqualTo("null");
    assertThat(
            json(
                "optional group v (LIST) { repeated int32 array; }",
                g -> g.addGroup("v").append("array", 3)))
        .isEqualTo("[3]");
    assertThat(
            json(
                "optional group v (LIST) { repeated group array { optional int32 x; } }",
                g -> g.addGroup("v").addGroup("array").add("x", 3)))
        .isEqualTo("[{\"x\":3}]");
    assertThat(json("repeated int32 v", g -> g.append("v", 3).append("v", 4))).isEqualTo("[3,4]");
  }

  @Test
  void mapsAndStructsAreObjects() throws IOException {
    assertThat(
            json(
                "optional group v (MAP) { repeated group key_value {"
                    + " required int32 key; optional binary value (STRING); } }",
                g -> {
                  Group map = g.addGroup("v");
                  map.addGroup(0).append("key", 7).append("value", "x");
                  map.addGroup(0).add("key", 8);
                }))
        .isEqualTo("{\"7\":\"x\",\"8\":null}");
    assertThat(
            json(
                "optional group v { optional int32 a; optional int32 A; }",
                g -> g.addGroup("v").append("a", 1).append("A", 2)))
        .isEqualTo("{\"a\":1,\"A\":2}");
  }

  @Test
  void anErrorNamesFilesWithConflictingColumns() {
    ParquetShape one = shape("optional int32 a; optional group s { optional int32 x; }");
    ParquetShape other =
        shape("optional double a; optional group s { optional binary x (STRING); }");
    assertThat(one.elements().is("struct")).isTrue();
    assertThatThrownBy(() -> one.merge(other, ""))
        .isInstanceOfSatisfying(
            ParquetShape.Conflict.class,
            conflict ->
                assertThat(conflict.message("A", "B"))
                    .isEqualTo("column 's.x' is number in A, but string in B"));
  }

  /** Wherever it was truncated, no row of a file is taken for its last. */
  @Test
  void aDamagedFileIsNotReadToItsEnd() throws IOException {
    MessageType type = message("required binary v (STRING)");
    Path file = dir.resolve("a.parquet");
    Group row = new SimpleGroup(type).append("v", "text ".repeat(40));
    write(file, type, List.of(row, row, row));
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 11) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> read(file))
          .as("%d bytes", length)
          .isInstanceOf(DamagedInputException.class);
    }
    byte[] zeros = whole.clone();
    Arrays.fill(zeros, 4, 60, (byte) 0);
    Files.write(file, zeros);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(DamagedInputException.class)
        .hasMessageStartingWith("cannot be read as Parquet: ");
  }

  private interface Fill {
    void of(Group row);
  }

  private static MessageType message(String field) {
    return MessageTypeParser.parseMessageType(
        "message m { " + (field.endsWith("}") ? field : field + ";") + " }");
  }

  private static ParquetShape shape(String fields) {
    return ParquetShape.of(message(fields));
  }

  private String json(String field, Fill fill) throws IOException {
    return json(message(field), fill);
  }

  private String json(MessageType type, Fill fill) throws IOException {
    ObjectNode row = rows(type, fill).get(0);
    return row.has("v") ? row.get("v").toString() : "null";
  }

  private List<ObjectNode> rows(MessageType type, Fill fill) throws IOException {
    Group row = new SimpleGroup(type);
    fill.of(row);
    Path file = dir.resolve("one.parquet");
    write(file, type, List.of(row));
    return read(file);
  }

  private static void write(Path file, MessageType type, List<Group> rows) throws IOException {
    Files.deleteIfExists(file);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toUri()))
            .withConf(CONFIGURATION)
            .withType(type)
            .build()) {
      for (Group row : rows) {
        writer.write(row);
      }
    }
  }

  private static List<ObjectNode> read(Path file) throws IOException {
    FileSlice part =
        new FileSlice(new InputFile("file:" + file, Files.size(file), 0, ""), 0, Files.size(file));
    List<ObjectNode> rows = new ArrayList<>();
    try (ParquetRecords records = ParquetRecords.open(part, CONFIGURATION)) {
      records.forEachRemaining(rows::add);
    }
    return rows;
  }

  private static Binary bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return Binary.fromConstantByteArray(bytes);
  }
}
