package org.melange.spark.propose;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.get_json_object;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.kb.name.NameNormalizer;
import org.melange.propose.LanguageCode;
import org.melange.propose.ProposalRules;
import org.melange.propose.WebAddress;
import org.melange.report.MarkedText;
import org.melange.run.Sha256;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.Rows;

/** Prepares mentions with what their posts have: name, language, address, pictures, text. */
final class MentionEvidence implements MapPartitionsFunction<Row, Row> {

  private static final long serialVersionUID = 1L;
  private static final ArrayType TEXTS = new ArrayType(DataTypes.StringType, true);

  /**
   * What {@link #of} gives. {@code name} and {@code folded} are the two forms of {@link
   * NameNormalizer}. {@code text_key} is equal for equal texts. {@code image} is the first picture
   * that can be proposed, {@code images} are all. {@code words} are those of the text of a NIL
   * mention.
   */
  static final StructType SCHEMA =
      new StructType()
          .add("post_id", DataTypes.StringType)
          .add("mention_id", DataTypes.StringType)
          .add("mention", DataTypes.StringType)
          .add("name", DataTypes.StringType)
          .add("folded", DataTypes.StringType)
          .add("qid", DataTypes.StringType)
          .add("confidence", DataTypes.DoubleType)
          .add("text_key", DataTypes.StringType)
          .add("text", DataTypes.StringType)
          .add("image", DataTypes.StringType)
          .add("images", TEXTS)
          .add("language", DataTypes.StringType)
          .add("url", DataTypes.StringType)
          .add("words", TEXTS);

  /** Outcomes of images that were read and are not pictures. */
  private static final Object[] BROKEN = {
    "absent", "broken", "empty", "not_an_image", "truncated", "unreadable", "unsupported"
  };

  /** Addresses and paths; not images in the post itself ({@code data:}), and no scripts. */
  private static final Pattern ADDRESS =
      Pattern.compile("(?is)(?:https?|s3a?|hdfs|gs|file):.+|[^:]+(?:/.*)?");

  /** Code points of a text on each side of a mention. */
  private static final int AROUND = 100;

  private MentionEvidence() {}

  /**
   * The mentions that can be evidence: links with enough confidence, and NIL. Mentions whose post
   * has no stored content are left out.
   *
   * @param links rows of a links table
   * @param posts rows of its posts table
   */
  static Dataset<Row> of(Dataset<Row> links, Dataset<Row> posts, ProposalRules rules) {
    Column images =
        filter(
            transform(col("record.images"), image -> image.getField("uri")),
            uri -> uri.isNotNull().and(uri.notEqual("")));
    Dataset<Row> contents =
        posts
            .filter(col("record.text").isNotNull())
            .select(
                col("post_id"),
                col("record.text").as("text"),
                images.as("images"),
                language(rules.languageField()).as("language"),
                field("url").as("url"));
    return links
        .filter(col("qid").isNull().or(col("confidence").geq(rules.minConfidence())))
        .select(
            col("post_id"),
            col("mention_id"),
            col("mention"),
            col("span_start"),
            col("span_end"),
            col("qid"),
            col("confidence"),
            when(col("image_status").isin(BROKEN), false).otherwise(true).as("usable"))
        .join(contents, "post_id")
        .mapPartitions(new MentionEvidence(), Encoders.row(SCHEMA));
  }

  private static Column language(String field) {
    return field.isEmpty() ? coalesce(field("lang"), field("language")) : field(field);
  }

  private static Column field(String name) {
    return get_json_object(col("record.extra"), "$['" + name + "']");
  }

  @Override
  public Iterator<Row> call(Iterator<Row> mentions) {
    return BatchingIterator.map(mentions, MentionEvidence::prepared);
  }

  private static Row prepared(Row row) {
    String mention = row.getAs("mention");
    String text = row.getAs("text");
    int at = row.fieldIndex("images");
    List<String> images = row.isNullAt(at) ? List.of() : row.getList(at);
    boolean usable = row.<Boolean>getAs("usable");
    boolean nil = row.getAs("qid") == null;
    return Rows.of(
        SCHEMA,
        row.getAs("post_id"),
        row.getAs("mention_id"),
        mention,
        NameNormalizer.normalize(mention),
        NameNormalizer.fold(mention),
        row.getAs("qid"),
        nil ? null : row.getAs("confidence"),
        Sha256.of(NameNormalizer.normalize(text)),
        MarkedText.of(text, mention, row.getAs("span_start"), row.getAs("span_end"), AROUND)
            .bracketed(),
        images.stream().filter(uri -> usable && isAddress(uri)).findFirst().orElse(null),
        Rows.array(images.stream().distinct().toList()),
        LanguageCode.of(row.getAs("language")).orElse(null),
        WebAddress.of(row.getAs("url")).orElse(null),
        nil ? Rows.array(words(text)) : null);
  }

  private static boolean isAddress(String uri) {
    return ADDRESS.matcher(uri).matches();
  }

  private static List<String> words(String text) {
    return Arrays.stream(NameNormalizer.fold(text).split(" ", -1))
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
