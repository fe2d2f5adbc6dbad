package org.melange.spark.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** What all transformers inherit. */
class MelangeTransformerTest {

  private static final StructType INPUT =
      StructType.fromDDL("a string not null, b array<struct<x: int>>");

  /** A transformer that adds a column {@code c}. */
  public static final class Adding extends MelangeTransformer<Adding> {
    private static final long serialVersionUID = 1L;
    private final IntParam size = new IntParam(this, "size", "size", ParamValidators.gtEq(1));

    /** Spark ML copies a transformer by this constructor. */
    public Adding(String uid) {
      super(uid);
      setDefault(size, 3);
    }

    Adding setSize(int value) {
      return with(size, value);
    }

    /** Spark ML finds the parameters of a transformer by such methods. */
    public IntParam size() {
      return size;
    }

    int value() {
      return (Integer) getOrDefault(size);
    }

    @Override
    public StructType transformSchema(StructType schema) {
      require("Adding", schema, INPUT.fields());
      return added("Adding", schema, StructType.fromDDL("c int"));
    }

    @Override
    public Dataset<Row> transform(Dataset<?> rows) {
      return rows.selectExpr("*", "1 as c");
    }
  }

  @Test
  void settersChainAndCheckTheirValues() {
    Adding adding = new Adding("uid").setSize(1).setSize(2);
    assertThat(adding.value()).isEqualTo(2);
    assertThatThrownBy(() -> adding.setSize(0)).hasMessageContaining("size");
  }

  @Test
  void aCopyHasTheSameIdentityAndItsOwnParameters() {
    Adding adding = new Adding("uid").setSize(2);
    Adding copy = adding.copy(new ParamMap());
    copy.setSize(9);
    assertThat(copy.uid()).isEqualTo("uid");
    assertThat(adding.value()).isEqualTo(2);
    assertThat(adding.copy(new ParamMap()).value()).isEqualTo(2);
  }

  @Test
  void columnsAreAddedBehindThoseOfTheInput() {
    StructType input = StructType.fromDDL("z int, a string, b array<struct<x: int>>");
    assertThat(new Adding("uid").transformSchema(input).fieldNames())
        .containsExactly("z", "a", "b", "c");
  }

  @Test
  void nullabilityIsIgnored() {
    StructType nullable = StructType.fromDDL("a string, b array<struct<x: int not null>>");
    assertThatCode(() -> MelangeTransformer.require("T", nullable, INPUT.fields()))
        .doesNotThrowAnyException();
  }

  @Test
  void allMissingAndWrongColumnsAreNamedAtOnce() {
    StructType wrong = StructType.fromDDL("b array<struct<x: bigint>>");
    assertThatThrownBy(() -> MelangeTransformer.require("T", wrong, INPUT.fields()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "T: no column 'a' of string; column 'b' is array<struct<x:bigint>>, not"
                + " array<struct<x:int>>");
  }

  @Test
  void aColumnIsNotAddedTwice() {
    StructType input = StructType.fromDDL("c int, d int, e int");
    assertThatThrownBy(
            () -> MelangeTransformer.added("T", input, StructType.fromDDL("d int, f int, c int")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("T adds columns that the input has already: d, c");
  }
}
