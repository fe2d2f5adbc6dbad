package org.melange.spark.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Base class of Melange's Spark ML transformers: identity, copying, saving, and the check of the
 * input's schema. A transformer adds columns and passes all others on.
 *
 * @param <S> the transformer itself, which every setter returns so that calls chain
 */
public abstract class MelangeTransformer<S extends MelangeTransformer<S>> extends Transformer
    implements DefaultParamsWritable {

  private static final long serialVersionUID = 1L;

  private final String uid;

  /**
   * A transformer.
   *
   * @param uid its identifier
   */
  protected MelangeTransformer(String uid) {
    this.uid = uid;
  }

  @Override
  public final String uid() {
    return uid;
  }

  @Override
  public S copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Sets a parameter. */
  protected final <T> S with(Param<T> param, T value) {
    set(param, value);
    return self();
  }

  /** This transformer under its own type. */
  @SuppressWarnings("unchecked") // S is the class that extends this one
  protected final S self() {
    return (S) this;
  }

  /** The value of a parameter that stands for a constant: its name in lower case. */
  protected static String code(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Whether the value of a parameter stands for a constant of a type. */
  protected static <E extends Enum<E>> boolean isOneOf(String value, Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).anyMatch(one -> code(one).equals(value));
  }

  /**
   * {@code input} followed by the columns of {@code added}.
   *
   * @throws IllegalArgumentException naming every column that {@code input} has already
   */
  public static StructType added(String stage, StructType input, StructType added) {
    List<String> names = Arrays.asList(input.fieldNames());
    List<String> twice = Arrays.stream(added.fieldNames()).filter(names::contains).toList();
    if (!twice.isEmpty()) {
      throw new IllegalArgumentException(
          stage + " adds columns that the input has already: " + String.join(", ", twice));
    }
    return Schemas.concat(input, added);
  }

  /**
   * Checks that {@code input} has the columns that a transformer reads, with their types.
   * Nullability is ignored.
   *
   * @throws IllegalArgumentException naming every column that is missing or has another type
   */
  public static void require(String stage, StructType input, StructField... columns) {
    List<String> faults = new ArrayList<>();
    List<String> names = Arrays.asList(input.fieldNames());
    for (StructField column : columns) {
      if (!names.contains(column.name())) {
        faults.add("no column '" + column.name() + "' of " + column.dataType().simpleString());
      } else if (!column
          .dataType()
          .asNullable()
          .sameType(input.apply(column.name()).dataType().asNullable())) {
        faults.add(
            "column '"
                + column.name()
                + "' is "
                + input.apply(column.name()).dataType().simpleString()
                + ", not "
                + column.dataType().simpleString());
      }
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(stage + ": " + String.join("; ", faults));
    }
  }
}
