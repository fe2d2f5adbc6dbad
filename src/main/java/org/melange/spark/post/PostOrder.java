package org.melange.spark.post;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get_json_object;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/**
 * The order of several versions of a post: the value of one field of the post, such as {@code
 * updated_at}. Numbers and timestamps are compared by value, other texts by code points. A text is
 * before any number, and a version without a value is before all others.
 */
public final class PostOrder {

  private PostOrder() {}

  /**
   * The value of a post.
   *
   * @param field a field of {@code extra}; empty: posts have no order
   * @return a string, null where the post has no such field
   */
  public static Column value(String field) {
    return field.isEmpty()
        ? lit(null).cast(DataTypes.StringType)
        : get_json_object(col("extra"), "$['" + field + "']");
  }

  /** What values are compared by, which is never null. */
  public static Column key(Column value) {
    Column number =
        coalesce(
            value.try_cast(DataTypes.DoubleType),
            unix_micros(value.try_cast(DataTypes.TimestampType))
                .cast(DataTypes.DoubleType)
                .divide(lit(1e6)));
    Column kind = when(value.isNull(), 0).when(number.isNull(), 1).otherwise(2);
    return struct(kind.as("kind"), number.as("number"), value.as("text"));
  }
}
