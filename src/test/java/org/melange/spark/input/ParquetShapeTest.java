package org.melange.spark.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Types of Parquet columns, as JSON has them. */
class ParquetShapeTest {

  private static ParquetShape shape(String... columns) {
    return ParquetShape.of(
        MessageTypeParser.parseMessageType("message m { " + String.join(" ", columns) + " }"));
  }

  @ParameterizedTest
  @CsvSource({
    "optional binary x (STRING);, string",
    "optional binary x (ENUM);, string",
    "optional binary x (JSON);, string",
    "optional binary x;, binary",
    "optional fixed_len_byte_array(3) x;, binary",
    "optional fixed_len_byte_array(16) x (UUID);, uuid",
    "required boolean x;, boolean",
    "required int32 x;, number",
    "required int64 x;, number",
    "required float x;, number",
    "required double x;, number",
    "'required int32 x (INTEGER(8,false));', number",
    "'required int64 x (DECIMAL(9,2));', number",
    "'required binary x (DECIMAL(9,2));', number",
    "required fixed_len_byte_array(2) x (FLOAT16);, number",
    "required int32 x (DATE);, date",
    "'required int64 x (TIME(MICROS,true));', time",
    "'required int64 x (TIMESTAMP(MILLIS,false));', timestamp",
    "required int96 x;, timestamp",
    "repeated int32 x;, list of number",
    "optional group x { required int32 a; optional binary b; }, 'struct (a: number, b: binary)'",
    "optional group x (LIST) { repeated group list { optional int32 element; } }, list of number",
    "optional group x (LIST) { repeated int32 array; }, list of number",
    "optional group x (LIST) { repeated group array { optional int32 a; } },"
        + " list of struct (a: number)",
    "optional group x (MAP) { repeated group kv { required int32 key; optional int32 value; } },"
        + " map",
    "optional group x { }, 'struct ()'"
  })
  void namesTypes(String column, String expected) {
    assertThat(shape(column).field("x").orElseThrow()).hasToString(expected);
  }

  @Test
  void columnsOfSeveralFilesAreMerged() throws ParquetShape.Conflict {
    ParquetShape merged =
        shape("required int32 a;", "optional group s { optional int32 x; }")
            .merge(shape("required double a;", "optional group s { optional binary y; }"), "");
    assertThat(merged.fields()).containsExactly("a", "s");
    assertThat(merged).hasToString("struct (a: number, s: struct (x: number, y: binary))");
  }

  @Test
  void aColumnOfNullsTakesAnyType() throws ParquetShape.Conflict {
    ParquetShape nulls = shape("optional int32 a (UNKNOWN);");
    ParquetShape lists = shape("repeated binary a;");
    assertThat(nulls.field("a").orElseThrow().is("string")).isTrue();
    assertThat(nulls.merge(lists, "")).hasToString("struct (a: list of binary)");
    assertThat(lists.merge(nulls, "")).hasToString("struct (a: list of binary)");
  }

  @Test
  void aConflictNamesTheColumnAndBothFiles() {
    ParquetShape one =
        shape(
            "optional group s (LIST) { repeated group list { optional group e { required int32 a; } } }");
    ParquetShape two =
        shape(
            "optional group s (LIST) { repeated group list { optional group e { required boolean a; } } }");
    ParquetShape.Conflict conflict =
        catchThrowableOfType(ParquetShape.Conflict.class, () -> one.merge(two, ""));
    assertThat(conflict.message("one.parquet", "two.parquet"))
        .isEqualTo("column 's.element.a' is number in one.parquet, but boolean in two.parquet");
  }

  @Test
  void elementsAreThoseOfAList() {
    ParquetShape list = shape("repeated int32 x;").field("x").orElseThrow();
    assertThat(list.is("list")).isTrue();
    assertThat(list.elements().is("string", "number")).isTrue();
    assertThat(list.elements().elements()).isSameAs(list.elements());
    assertThat(list.field("y")).isEmpty();
  }
}
