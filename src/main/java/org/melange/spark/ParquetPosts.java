package org.melange.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.melange.run.JobException;

/**
 * Brings posts in Parquet to the columns of {@link Schemas#POST}: absent optional columns are null,
 * numbers are cast, images may be plain URIs, and every further column goes to {@code extra}.
 */
final class ParquetPosts {

  private static final List<String> OWN = List.of("post_id", "text", "mentions", "images");

  private ParquetPosts() {}

  static Dataset<Row> canonical(String path, Dataset<Row> raw) {
    StructType schema = raw.schema();
    List<String> columns = Arrays.asList(schema.fieldNames());
    for (String needed : List.of("post_id", "text")) {
      if (!columns.contains(needed)) {
        throw JobException.input(path + " has no column '" + needed + "', only " + columns);
      }
    }
    return raw.selectExpr(
        "cast(post_id as string) as post_id",
        "cast(text as string) as text",
        (columns.contains("mentions")
                ? mentions(path, schema)
                : "cast(null as " + type("mentions") + ")")
            + " as mentions",
        (columns.contains("images") ? images(path, schema) : "cast(null as " + type("images") + ")")
            + " as images",
        extra(columns) + " as extra");
  }

  private static String mentions(String path, StructType schema) {
    StructType fields = elements(path, schema, "mentions");
    requireOneOf(path, "mentions", fields, "text", "start");
    return project(path, "mentions", fields, Schemas.MENTION);
  }

  private static String images(String path, StructType schema) {
    DataType type = schema.apply("images").dataType();
    if (type instanceof ArrayType array && array.elementType() instanceof StringType) {
      return "transform(images, i -> named_struct('uri', i, 'bytes', cast(null as binary)))";
    }
    StructType fields = elements(path, schema, "images");
    requireOneOf(path, "images", fields, "uri", "bytes");
    return project(path, "images", fields, Schemas.IMAGE);
  }

  private static void requireOneOf(
      String path, String column, StructType fields, String one, String other) {
    List<String> names = Arrays.asList(fields.fieldNames());
    if (!names.contains(one) && !names.contains(other)) {
      throw JobException.input(
          "%s: elements of '%s' have neither '%s' nor '%s'".formatted(path, column, one, other));
    }
  }

  private static StructType elements(String path, StructType schema, String column) {
    if (schema.apply(column).dataType() instanceof ArrayType array
        && array.elementType() instanceof StructType fields) {
      return fields;
    }
    throw JobException.input(
        path
            + ": column '"
            + column
            + "' is "
            + schema.apply(column).dataType().simpleString()
            + ", not an array of structs");
  }

  private static String project(String path, String column, StructType present, StructType wanted) {
    List<String> fields = new ArrayList<>();
    for (StructField field : wanted.fields()) {
      boolean there = Arrays.asList(present.fieldNames()).contains(field.name());
      String value =
          !there
              ? "cast(null as " + field.dataType().sql() + ")"
              : field.dataType() instanceof IntegerType
                  ? integer(path, column, present.apply(field.name()))
                  : "cast(x.`" + field.name() + "` as " + field.dataType().sql() + ")";
      fields.add("'" + field.name() + "', " + value);
    }
    return "transform(" + column + ", x -> named_struct(" + String.join(", ", fields) + "))";
  }

  /**
   * A number too large for any text becomes the largest one: its mention is refused, not the run.
   */
  private static String integer(String path, String column, StructField field) {
    if (!(field.dataType() instanceof NumericType)) {
      throw JobException.input(
          "%s: '%s' of '%s' is %s, not a number"
              .formatted(path, field.name(), column, field.dataType().simpleString()));
    }
    return """
        case when x.`%1$s` > 2147483647 then 2147483647
             when x.`%1$s` < -2147483648 then -2147483648
             else cast(x.`%1$s` as int) end"""
        .formatted(field.name());
  }

  private static String extra(List<String> columns) {
    String more =
        columns.stream()
            .filter(column -> !OWN.contains(column))
            .map(column -> "`" + column.replace("`", "``") + "`")
            .collect(Collectors.joining(", "));
    return more.isEmpty() ? "'{}'" : "to_json(struct(" + more + "))";
  }

  private static String type(String column) {
    return Schemas.POST.apply(column).dataType().sql();
  }
}
