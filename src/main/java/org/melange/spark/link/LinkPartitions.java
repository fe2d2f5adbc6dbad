package org.melange.spark.link;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get_json_object;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.melange.run.JobException;
import org.melange.spark.io.JobDescription;

/**
 * The columns that links are partitioned by: text columns of links, or keys of {@code extra}, whose
 * values become columns of the links.
 *
 * @param columns in the order of the directories; empty: links are not partitioned
 */
public record LinkPartitions(List<String> columns) {

  /** Links are not partitioned. */
  public static final LinkPartitions NONE = new LinkPartitions(List.of());

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

  /**
   * Checks the names.
   *
   * @throws JobException if a name is not valid, occurs twice, or is a column that is not text
   */
  public LinkPartitions {
    columns = List.copyOf(columns);
    for (String column : columns) {
      if (!NAME.matcher(column).matches()) {
        throw JobException.usage("links cannot be partitioned by '" + column + "'");
      }
      if (column.equals("extra")
          || (isLinkColumn(column)
              && !Links.SCHEMA.apply(column).dataType().equals(DataTypes.StringType))) {
        throw JobException.usage(
            "links cannot be partitioned by '" + column + "': choose a column of text");
      }
    }
    if (new HashSet<>(columns).size() < columns.size()) {
      throw JobException.usage("links cannot be partitioned by one column twice: " + columns);
    }
  }

  /**
   * Checks that each column is one of links or a key of some post.
   *
   * @param posts with {@code extra}
   * @throws JobException naming a column that no post has
   */
  public void requireIn(Dataset<Row> posts) {
    for (String column : columns) {
      if (!isLinkColumn(column)) {
        Dataset<Row> values = posts.filter(value(column).isNotNull());
        if (JobDescription.during(
            posts.sparkSession(), "Look for the column " + column, values::isEmpty)) {
          throw JobException.input(
              "links cannot be partitioned by '"
                  + column
                  + "': no post has such a key, and links have no such column");
        }
      }
    }
  }

  /** {@code links} with the columns that come from {@code extra}. */
  Dataset<Row> added(Dataset<Row> links) {
    Dataset<Row> rows = links;
    for (String column : columns) {
      rows = isLinkColumn(column) ? rows : rows.withColumn(column, value(column));
    }
    return rows;
  }

  /** The rows of one partition together, so that few files are written. */
  Dataset<Row> gathered(Dataset<Row> links) {
    return columns.isEmpty()
        ? links
        : links.hint("rebalance", columns.stream().map(name -> col(name)).toArray(Column[]::new));
  }

  private static Column value(String key) {
    return get_json_object(col("extra"), "$['" + key + "']");
  }

  private static boolean isLinkColumn(String name) {
    return Arrays.asList(Links.SCHEMA.fieldNames()).contains(name);
  }
}
