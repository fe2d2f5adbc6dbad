package org.melange.spark.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Rows have a schema and arrays as Spark's own rows have them. */
class RowsTest {

  private static final StructType TWO = StructType.fromDDL("a int, b array<string>");

  private final Row row = Rows.of(TWO, 1, Rows.array(List.of("x", "y")));

  @Test
  void valuesAreFoundByName() {
    assertThat(row.<Integer>getAs("a")).isEqualTo(1);
    assertThat(row.<String>getList(row.fieldIndex("b"))).containsExactly("x", "y");
    assertThat(row.schema()).isEqualTo(TWO);
  }

  @Test
  void appendsColumns() {
    Row longer = Rows.append(row, StructType.fromDDL("c string"), (Object) null);
    assertThat(longer.schema().fieldNames()).containsExactly("a", "b", "c");
    assertThat(longer.length()).isEqualTo(3);
    assertThat(longer.<Integer>getAs("a")).isEqualTo(1);
    assertThat(longer.isNullAt(2)).isTrue();
    assertThat(row.length()).isEqualTo(2);
  }

  @Test
  void replacesAColumnInACopy() {
    assertThat(Rows.with(row, "a", 7).<Integer>getAs("a")).isEqualTo(7);
    assertThat(row.<Integer>getAs("a")).isEqualTo(1);
    assertThatThrownBy(() -> Rows.with(row, "absent", 7)).hasMessageContaining("absent");
  }

  @Test
  void dropsColumnsTogetherWithTheirSchema() {
    Row shorter = Rows.without(row, List.of("a", "absent"));
    assertThat(shorter.schema().fieldNames()).containsExactly("b");
    assertThat(shorter.getList(0)).hasSize(2);
    assertThat(Rows.without(row, List.of("a", "b")).length()).isZero();
  }

  @Test
  void zipsLists() {
    assertThat(Rows.zip(List.of(1, 2), List.of("a", "b"), (n, s) -> n + s))
        .containsExactly("1a", "2b");
  }
}
