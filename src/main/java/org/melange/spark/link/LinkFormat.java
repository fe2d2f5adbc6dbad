package org.melange.spark.link;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.to_json;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructField;

/** File formats of links. */
public enum LinkFormat {
  /** Parquet. */
  PARQUET("parquet", Map.of()),

  /** JSON Lines: an object a line with all columns, null where there is no value. */
  JSONL("json", json()),

  /**
   * CSV as in RFC 4180, with a header. Null is an empty field, and an empty text is quoted. Arrays
   * are JSON.
   */
  CSV(
      "csv",
      Map.of(
          "header", "true",
          "escape", "\"",
          "multiLine", "true",
          "ignoreLeadingWhiteSpace", "false",
          "ignoreTrailingWhiteSpace", "false",
          "timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
          "timeZone", "UTC"));

  private final String source;
  private final Map<String, String> options;

  LinkFormat(String source, Map<String, String> options) {
    this.source = source;
    this.options = options;
  }

  private static Map<String, String> json() {
    return Map.of(
        "ignoreNullFields", "false",
        "timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
        "timeZone", "UTC");
  }

  /**
   * Writes links.
   *
   * @param partitions columns whose values become directories
   */
  void write(Dataset<Row> links, List<String> partitions, String directory) {
    shaped(links)
        .write()
        .format(source)
        .options(options)
        .mode(SaveMode.Overwrite)
        .partitionBy(partitions.toArray(String[]::new))
        .save(directory);
  }

  private Dataset<Row> shaped(Dataset<Row> links) {
    Dataset<Row> rows = links;
    for (StructField field : links.schema().fields()) {
      if (this == CSV && field.dataType() instanceof ArrayType) {
        rows = rows.withColumn(field.name(), to_json(col(field.name()), json()));
      }
    }
    return rows;
  }

  /** The number of links in a directory, as a reader of the format counts them. */
  long count(SparkSession spark, String directory) {
    return this == JSONL
        ? spark.read().text(directory).count()
        : spark.read().format(source).options(options).load(directory).count();
  }
}
