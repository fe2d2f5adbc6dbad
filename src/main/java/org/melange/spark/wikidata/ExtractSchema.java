package org.melange.spark.wikidata;

import java.util.List;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.kb.wikidata.Term;
import org.melange.kb.wikidata.WikidataItem;

/**
 * The rows of an extract: an item, a tombstone or a rejected record. In the latter two, the lists
 * are empty; in a rejected record, {@code id} is null, too.
 */
final class ExtractSchema {

  private static final StructType TERM =
      new StructType()
          .add("language", DataTypes.StringType, false)
          .add("text", DataTypes.StringType, false);

  static final StructType ROW =
      new StructType()
          .add("id", DataTypes.LongType)
          .add("revision", DataTypes.LongType)
          .add("sitelinks", DataTypes.IntegerType)
          .add("labels", new ArrayType(TERM, false))
          .add("descriptions", new ArrayType(TERM, false))
          .add("aliases", new ArrayType(TERM, false))
          .add("types", new ArrayType(DataTypes.LongType, false))
          .add("parents", new ArrayType(DataTypes.LongType, false))
          .add("images", new ArrayType(DataTypes.StringType, false))
          .add("tombstone", DataTypes.BooleanType)
          .add("redirect", DataTypes.LongType)
          .add("reason", DataTypes.StringType)
          .add("message", DataTypes.StringType)
          .add("record", DataTypes.StringType);

  private static final String TERMS =
      """
      required group %s (LIST) { repeated group list { required group element {
        required binary language (STRING); required binary text (STRING); } } }
      """;

  private static final String LIST =
      "required group %s (LIST) { repeated group list { required %s; } }\n";

  /** The same columns as Parquet's types. */
  static final MessageType PARQUET =
      MessageTypeParser.parseMessageType(
          "message item { optional int64 id; required int64 revision; required int32 sitelinks;\n"
              + TERMS.formatted("labels")
              + TERMS.formatted("descriptions")
              + TERMS.formatted("aliases")
              + LIST.formatted("types", "int64 element")
              + LIST.formatted("parents", "int64 element")
              + LIST.formatted("images", "binary element (STRING)")
              + "required boolean tombstone; optional int64 redirect;"
              + "optional binary reason (STRING); optional binary message (STRING);"
              + " optional binary record (STRING); }");

  private ExtractSchema() {}

  /** The item of a row that is not a rejected record. */
  static WikidataItem item(Row row) {
    return new WikidataItem(
        row.<Long>getAs("id"),
        row.<Long>getAs("revision"),
        row.<Integer>getAs("sitelinks"),
        terms(row, "labels"),
        terms(row, "descriptions"),
        terms(row, "aliases"),
        row.getList(row.fieldIndex("types")),
        row.getList(row.fieldIndex("parents")),
        row.getList(row.fieldIndex("images")));
  }

  private static List<Term> terms(Row row, String column) {
    List<Row> terms = row.getList(row.fieldIndex(column));
    return terms.stream().map(term -> new Term(term.getString(0), term.getString(1))).toList();
  }
}
