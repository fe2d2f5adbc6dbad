package org.melange.spark.learn;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.xxhash64;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.clip.tokenizer.ClipTokenizer;
import org.melange.config.FeatureSettings;
import org.melange.config.Settings;
import org.melange.link.model.Encoder;
import org.melange.link.model.InputPreparation;
import org.melange.link.model.InputText;
import org.melange.spark.features.RowTexts;
import org.melange.spark.io.JobDescription;
import org.melange.spark.model.GpuResourceProfile;
import org.melange.spark.model.ModelRef;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;
import org.melange.train.data.TextPair;
import org.melange.train.data.TextPairCodec;

/**
 * Pairs of texts about one entity, for training CLIP's text tower: {@code key} (the entity, a
 * space, and what the pair was made of), {@code mention}, {@code text}, {@code label}, {@code
 * description}.
 */
public final class TextPairs {

  /** Groups of easily confused entities: names that begin, and names that end, in the same word. */
  public static final int KINDS = 2;

  private static final int MOST_ALIASES = 4;

  private static final StructType SCHEMA =
      new StructType().add("key", DataTypes.StringType).add("record", DataTypes.BinaryType);

  private TextPairs() {}

  /**
   * Mentions with their entities.
   *
   * @param mentions with {@code mention_key, mention, text, gold_qid}
   * @param entities rows of {@link Schemas#ENTITY}
   */
  public static Dataset<Row> ofMentions(Dataset<Row> mentions, Dataset<Row> entities) {
    return mentions
        .select("mention_key", "mention", "text", "gold_qid")
        .join(entities, col("gold_qid").equalTo(col("qid")))
        .select(
            concat_ws(" ", col("qid"), lit("mention"), col("mention_key")).as("key"),
            col("mention"),
            col("text"),
            col("label"),
            col("description"));
  }

  /**
   * What the knowledge base alone provides: each entity under its label, its aliases, and the last
   * word of a label of several, as persons are called by their family name.
   *
   * @param entities rows of {@link Schemas#ENTITY}
   */
  public static Dataset<Row> ofNames(Dataset<Row> entities) {
    String names =
        "explode(array_distinct(concat(array(label), slice(coalesce(aliases, array()), 1, "
            + MOST_ALIASES
            + "), if(label rlike '^[^ ,()]+( [^ ,()]+)+$', array(element_at(split(label, ' '),"
            + " -1)), array()))))";
    return entities
        .select(col("qid"), col("label"), col("description"), expr(names + " as mention"))
        .select(
            concat(col("qid"), lit(" name "), col("mention")).as("key"),
            col("mention"),
            expr("if(mention = label, description, label)").as("text"),
            col("label"),
            col("description"));
  }

  /**
   * Names in sentences of training mentions, in place of the mention. Labels that have a
   * description keep it beside them instead. It teaches to find a name wherever it stands, for
   * every entity of the knowledge base.
   *
   * @param names as {@link #ofNames} gives them
   * @param mentions with {@code mention_key, mention, text}; without any, names stay as they are
   */
  public static Dataset<Row> inSentences(Dataset<Row> names, Dataset<Row> mentions) {
    long count =
        JobDescription.during(mentions.sparkSession(), "Count training mentions", mentions::count);
    if (count == 0) {
      return names;
    }
    Dataset<Row> sentences =
        mentions.select(
            col("mention").as("was"),
            col("text").as("sentence"),
            row_number().over(Window.orderBy("mention_key")).minus(1).as("number"));
    return names
        .withColumn("number", pmod(xxhash64(col("key")), lit(count)).cast("int"))
        .join(sentences, "number")
        .select(
            col("key"),
            col("mention"),
            expr("if(mention = label and description != '', text, replace(sentence, was,"
                    + " mention))")
                .as("text"),
            col("label"),
            col("description"));
  }

  /** Tokenised pairs as rows of {@code key, record}; records are {@link TextPairCodec}'s. */
  public static Dataset<Row> tokenized(Dataset<Row> pairs, String model, Settings settings) {
    FeatureSettings features = settings.features();
    ModelRef ref = ModelRef.of(model, features);
    return GpuResourceProfile.mapPartitions(
        pairs,
        new Tokenize(ref, features.batchSize()),
        Encoders.row(SCHEMA),
        features.device(),
        features.taskGpus());
  }

  /** Tokenises batch by batch. */
  static final class Tokenize implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final ModelRef model;
    private final int batchSize;

    Tokenize(ModelRef model, int batchSize) {
      this.model = model;
      this.batchSize = batchSize;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> pairs) {
      return new BatchingIterator<>(pairs, batchSize, this::tokenize);
    }

    private List<Row> tokenize(List<Row> batch) {
      Encoder encoder = model.load().encoder();
      return batch.stream()
          .map(
              pair ->
                  row(
                      pair,
                      encoder.prepare(mention(pair, encoder.preparation())).tokens(),
                      encoder.prepare(RowTexts.ofEntity(pair)).tokens()))
          .toList();
    }

    /** Without the description, which is the entity's. */
    private static String mention(Row pair, InputPreparation preparation) {
      return InputText.ofMention(
          pair.getAs("mention"), pair.getAs("text"), null, preparation.text());
    }

    private static Row row(Row pair, ClipTokenizer.Encoded left, ClipTokenizer.Encoded right) {
      String[] words = pair.<String>getAs("label").toLowerCase(java.util.Locale.ROOT).split(" ");
      TextPair tokens =
          new TextPair(
              left.ids(),
              left.length(),
              right.ids(),
              right.length(),
              words[0].hashCode(),
              words[words.length - 1].hashCode());
      TextPairCodec codec = new TextPairCodec(left.ids().length, KINDS);
      ByteBuffer buffer = ByteBuffer.allocate(codec.bytes());
      codec.write(tokens, buffer);
      return Rows.of(SCHEMA, pair.getAs("key"), buffer.array());
    }
  }
}
