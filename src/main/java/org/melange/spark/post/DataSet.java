package org.melange.spark.post;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.get_json_object;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.run.JobException;
import org.melange.spark.enrich.DescriptionEnricher;
import org.melange.spark.input.InputFiles;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.kb.MentionExtractor;

/**
 * A labelled data set in MIMIC's layout: {@code *_SPLIT.json} in a folder, each record with the
 * right entity in {@code answer}.
 *
 * @param folder where it lies
 */
public record DataSet(String folder) {

  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  /** The state of a mention whose right entity is in the knowledge base. */
  public static final String USABLE = "usable";

  /** The state of a mention that no answer was given for. */
  public static final String NO_ANSWER = "no_answer";

  /**
   * How many QIDs of the set's {@code qid2id.json}, MIMIC's index of entities, the knowledge base
   * lacks; empty without such a file. Melange does not need it, but one that does not fit says that
   * set and knowledge base are of different makes.
   *
   * @throws JobException if it is no JSON object
   */
  public Optional<Long> strangers(Dataset<Row> entities) {
    String file = folder + "/qid2id.json";
    if (!HadoopFiles.exists(file)) {
      return Optional.empty();
    }
    try {
      List<String> qids = new ArrayList<>();
      new ObjectMapper().readValue(HadoopFiles.read(file), MAP).forEach((qid, id) -> qids.add(qid));
      SparkSession spark = entities.sparkSession();
      Dataset<Row> named = spark.createDataset(qids, Encoders.STRING()).toDF("named");
      return Optional.of(
          named.join(known(entities), col("named").equalTo(col("known")), "left_anti").count());
    } catch (JsonProcessingException e) {
      throw JobException.input(file + " is no JSON object: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw HadoopFiles.failure("reading " + file, e);
    }
  }

  /** Posts of one split. */
  public PostSource read(SparkSession spark, String split, int maxChars, int partitions) {
    return PostSource.read(spark, PostFormat.MIMIC, file(split), maxChars, partitions);
  }

  /** The files of a split, as a glob. */
  public String file(String split) {
    return InputFiles.literal(folder) + "/*_" + split + ".json";
  }

  /** Whether the split is there. */
  public boolean has(String split) {
    return InputFiles.any(file(split));
  }

  /** {@code posts} with the right entity in {@code gold_qid}; null where the record names none. */
  public static Dataset<Row> withGold(Dataset<Row> posts) {
    return posts.withColumn("gold_qid", get_json_object(col("extra"), "$.answer"));
  }

  /**
   * Mentions whose right entity can be looked for, and how many cannot and why.
   *
   * @param usable those whose entity is in the knowledge base
   * @param left counts of the others: {@code nil}, {@code no_answer}, {@code not_in_kb}
   */
  public record Gold(Dataset<Row> usable, Map<String, Long> left) {

    /** Sorts {@code mentions}, which have {@code gold_qid}, by what can be done with them. */
    public static Gold of(Dataset<Row> mentions, Dataset<Row> entities) {
      Dataset<Row> sorted = states(mentions, entities);
      Map<String, Long> left = new TreeMap<>();
      sorted
          .filter(col("state").notEqual(USABLE))
          .groupBy("state")
          .count()
          .collectAsList()
          .forEach(row -> left.put(row.getString(0), row.getLong(1)));
      return new Gold(sorted.filter(col("state").equalTo(USABLE)).drop("state"), left);
    }
  }

  /**
   * Answers as the knowledge base has them: where {@code gold_qid} was merged into an entity, it
   * becomes that entity's QID.
   *
   * @param entities with {@code qid}, and {@code redirects} if there are any
   */
  public static Dataset<Row> resolved(Dataset<Row> mentions, Dataset<Row> entities) {
    return looked(mentions, entities).drop("known", "target");
  }

  /** Adds {@code known}, null where no entity has the answer's QID. */
  private static Dataset<Row> looked(Dataset<Row> mentions, Dataset<Row> entities) {
    return mentions
        .join(known(entities), col("gold_qid").equalTo(col("known")), "left")
        .withColumn("gold_qid", coalesce(col("target"), col("gold_qid")));
  }

  /**
   * Each QID that stands for an entity, once: {@code known} and the entity's own in {@code target}.
   * Of a QID that was merged into several entities the smallest counts.
   */
  private static Dataset<Row> known(Dataset<Row> entities) {
    Dataset<Row> own = entities.select(col("qid").as("known"), col("qid").as("target"));
    if (!Arrays.asList(entities.columns()).contains("redirects")) {
      return own;
    }
    Column order =
        struct(col("known").notEqual(col("target")), length(col("target")), col("target"));
    return own.unionByName(
            entities.select(explode(col("redirects")).as("known"), col("qid").as("target")))
        .groupBy("known")
        .agg(min_by(col("target"), order).as("target"));
  }

  /**
   * Adds {@code state}: {@link #USABLE}, {@code nil}, {@code not_in_kb}, or {@link #NO_ANSWER}
   * where nobody said which entity is right. Answers are {@link #resolved}.
   *
   * @param mentions with {@code gold_qid}
   * @param entities with {@code qid}, and {@code redirects} if there are any
   */
  public static Dataset<Row> states(Dataset<Row> mentions, Dataset<Row> entities) {
    return looked(mentions, entities)
        .withColumn(
            "state",
            when(col("known").isNotNull(), lit(USABLE))
                .when(col("gold_qid").equalTo("nil"), lit("nil"))
                .when(col("gold_qid").rlike("^Q[1-9][0-9]*$"), lit("not_in_kb"))
                .otherwise(lit(NO_ANSWER)))
        .drop("known", "target");
  }

  /**
   * The mentions of {@code posts} as a model sees them when it links, descriptions included where
   * {@code enrich.strategy} asks for them, with {@code gold_qid} and {@code mention_key}.
   *
   * @param kb folder of the knowledge base
   */
  public static Dataset<Row> mentions(Dataset<Row> posts, String kb, Settings settings) {
    MentionExtractor extractor = new MentionExtractor().setKb(kb).setSettings(settings);
    DescriptionEnricher enricher = new DescriptionEnricher().setKb(kb).setSettings(settings);
    return withGold(enricher.transform(extractor.transform(posts)))
        .withColumn("mention_key", concat_ws("/", col("post_id"), col("mention_id")));
  }

  /** A digest of mentions and their answers that does not hang on their order. */
  public static String hash(Dataset<Row> mentions) {
    Row digest =
        mentions
            .agg(
                coalesce(
                    bit_xor(
                        xxhash64(col("mention_key"), col("mention"), col("text"), col("gold_qid"))),
                    lit(0L)))
            .first();
    return String.format(Locale.ROOT, "%016x", digest.getLong(0));
  }
}
