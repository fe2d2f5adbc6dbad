package org.melange.spark.row;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The schemas of all datasets that Melange reads, writes or passes on. {@code contracts.md}
 * describes the columns.
 */
public final class Schemas {

  /** A mention in a post; {@code start} and {@code end} are code points, null if unknown. */
  public static final StructType MENTION =
      struct(text("mention_id"), text("text"), number("start"), number("end"));

  /** An image: exactly one of the two columns is set. */
  public static final StructType IMAGE = struct(text("uri"), binary("bytes"));

  /** A post; {@code mentions} is null where they are still to be found by name. */
  public static final StructType POST =
      struct(
          required("post_id"),
          required("text"),
          array("mentions", MENTION),
          array("images", IMAGE),
          text("extra"));

  /** A row of the quarantine without the run that wrote it. */
  public static final StructType REJECTION =
      struct(required("stage"), required("reason"), required("message"), text("record"));

  /** An entity of a knowledge base. */
  public static final StructType ENTITY =
      struct(
          required("qid"),
          required("label"),
          required("description"),
          array("aliases", DataTypes.StringType),
          array("types", DataTypes.StringType),
          field("popularity", DataTypes.LongType),
          array("images", DataTypes.StringType),
          array("redirects", DataTypes.StringType),
          text("content_hash"));

  /** A name of an entity. */
  public static final StructType NAME =
      struct(
          required("name"),
          required("qid"),
          required("kind"),
          field("weight", DataTypes.DoubleType));

  /** A candidate of a mention. */
  public static final StructType CANDIDATE =
      struct(required("qid"), required("match"), field("weight", DataTypes.DoubleType));

  /**
   * Columns that {@code MentionExtractor} adds; {@code context} is null where the text is short.
   */
  public static final StructType EXTRACTED =
      struct(
          required("mention_id"),
          required("mention"),
          number("span_start"),
          number("span_end"),
          text("context"));

  /** Columns that {@code DescriptionEnricher} adds. */
  public static final StructType ENRICHED = struct(text("description"), text("enrichment_status"));

  /** A question about a mention; {@code key} is null where no question is needed. */
  public static final StructType QUESTION =
      struct(
          text("key"),
          text("mention"),
          text("text"),
          array("choices", DataTypes.StringType),
          field("tokens", DataTypes.LongType));

  /** The key of a mention's question, or the outcome that was decided without a question. */
  public static final StructType INQUIRED =
      struct(text("question_key"), text("settled_status"), text("settled_description"));

  /** Counts of a task that asked questions. */
  public static final StructType ASKED =
      struct(
          field("settled", DataTypes.LongType),
          field("skipped", DataTypes.LongType),
          text("unasked"));

  /** The unparsed reply to a question. */
  public static final StructType REPLY = struct(text("key"), text("reply"));

  /** A row of the answer store. */
  public static final StructType ANSWER =
      struct(
          text("key"),
          text("status"),
          text("description"),
          number("replies"),
          field("tokens_in", DataTypes.LongType),
          field("tokens_out", DataTypes.LongType),
          field("cost_usd", DataTypes.DoubleType),
          text("model"),
          text("content"),
          field("latency_ms", DataTypes.LongType),
          number("requests"),
          text("run_id"),
          field("answered_at", DataTypes.TimestampType));

  /** Columns that {@code ClipFeatures} adds: little-endian float32, row-major. */
  public static final StructType FEATURES =
      struct(
          binary("text_cls"),
          binary("text_tokens"),
          binary("image_cls"),
          binary("image_tokens"),
          number("text_length"),
          text("image_status"));

  /** A row of an entity table; {@code row} is little-endian float32. */
  public static final StructType TABLE = struct(required("qid"), text("label"), binary("row"));

  /** An entity that a mention was scored against. */
  public static final StructType SCORED =
      struct(
          required("qid"),
          text("label"),
          real("score"),
          real("score_text"),
          real("score_image"),
          real("score_cross"),
          real("score_name"));

  /** Columns that {@code EntityLinker} adds. */
  public static final StructType LINK =
      struct(
          text("qid"),
          text("label"),
          field("confidence", DataTypes.DoubleType),
          real("score"),
          real("score_text"),
          real("score_image"),
          real("score_cross"),
          real("score_name"),
          real("margin"),
          array("candidates", SCORED),
          text("model_version"),
          text("kb_version"));

  /** Identifies all that a link depends on but the rule that decides whether it is kept. */
  public static final StructType INPUT_KEY = struct(text("input_key"));

  /** The values that the confidence of a link is computed from; null without candidates. */
  public static final StructType EVIDENCE =
      struct(field("confidence_features", new ArrayType(DataTypes.DoubleType, false)));

  private Schemas() {}

  /** {@code schema} with every column nullable. */
  public static StructType nullable(StructType schema) {
    return struct(
        Arrays.stream(schema.fields())
            .map(column -> field(column.name(), column.dataType()))
            .toArray(StructField[]::new));
  }

  /** The columns of {@code first} followed by those of {@code second}. */
  public static StructType concat(StructType first, StructType second) {
    return struct(
        Stream.concat(Arrays.stream(first.fields()), Arrays.stream(second.fields()))
            .toArray(StructField[]::new));
  }

  /** {@code schema} without the columns {@code names}. */
  public static StructType without(StructType schema, List<String> names) {
    return struct(
        Arrays.stream(schema.fields())
            .filter(field -> !names.contains(field.name()))
            .toArray(StructField[]::new));
  }

  private static StructType struct(StructField... fields) {
    return new StructType(fields);
  }

  private static StructField field(String name, DataType type) {
    return DataTypes.createStructField(name, type, true);
  }

  private static StructField required(String name) {
    return DataTypes.createStructField(name, DataTypes.StringType, false);
  }

  private static StructField text(String name) {
    return field(name, DataTypes.StringType);
  }

  private static StructField number(String name) {
    return field(name, DataTypes.IntegerType);
  }

  private static StructField real(String name) {
    return field(name, DataTypes.FloatType);
  }

  private static StructField binary(String name) {
    return field(name, DataTypes.BinaryType);
  }

  private static StructField array(String name, DataType element) {
    return field(name, new ArrayType(element, false));
  }
}
