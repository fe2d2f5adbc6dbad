package org.melange.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.melange.run.JobException;

/**
 * Brings posts in Parquet to the columns of {@link Schemas#POST}: absent optional columns are null,
 * numbers are cast, images may be plain URIs, and every further column goes to {@code extra}.
 */
final class ParquetPosts {

  private static final List<String> OWN = List.of(Schemas.POST.fieldNames());

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
    if (!Arrays.asList(fields.fieldNames()).contains("text")
        && !Arrays.asList(fields.fieldNames()).contains("start")) {
      throw JobException.input(path + ": elements of 'mentions' have neither 'text' nor 'start'");
    }
    return project("mentions", fields, Schemas.MENTION);
  }

  private static String images(String path, StructType schema) {
    DataType type = schema.apply("images").dataType();
    if (type instanceof ArrayType array && array.elementType() instanceof StringType) {
      return "transform(images, i -> named_struct('uri', i, 'bytes', cast(null as binary)))";
    }
    return project("images", elements(path, schema, "images"), Schemas.IMAGE);
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

  private static String project(String column, StructType present, StructType wanted) {
    List<String> fields = new ArrayList<>();
    for (var field : wanted.fields()) {
      String value =
          Arrays.asList(present.fieldNames()).contains(field.name()) ? "x." + field.name() : "null";
      fields.add("'" + field.name() + "', cast(" + value + " as " + field.dataType().sql() + ")");
    }
    return "transform(" + column + ", x -> named_struct(" + String.join(", ", fields) + "))";
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
