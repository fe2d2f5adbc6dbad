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
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.melange.config.Settings;
import org.melange.run.JobException;
import org.melange.spark.enrich.DescriptionEnricher;
import org.melange.spark.input.InputFiles;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.JobDescription;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.row.ValueCounts;

/**
 * A labeled data set in MIMIC's layout: files {@code *_SPLIT.json} in a directory, each record with
 * the correct entity in {@code answer}.
 *
 * @param directory the directory
 */
public record DataSet(String directory) {

  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  /** The state of a mention whose correct entity is in the knowledge base. */
  public static final String USABLE = "usable";

  /** The state of a mention whose answer is that it has no entity. */
  public static final String NIL = "nil";

  /** The state of a mention without an answer. */
  public static final String NO_ANSWER = "no_answer";

  /**
   * The number of QIDs in {@code qid2id.json}, MIMIC's index of entities, that the knowledge base
   * does not have; empty without such a file. Melange does not need the file. Unknown QIDs show
   * that data set and knowledge base have different origins.
   *
   * @throws JobException if the file is not a JSON object
   */
  public Optional<Long> strangers(Dataset<Row> entities) {
    String file = directory + "/qid2id.json";
    if (!HadoopFiles.exists(file)) {
      return Optional.empty();
    }
    try {
      List<String> qids = new ArrayList<>();
      new ObjectMapper().readValue(HadoopFiles.read(file), MAP).forEach((qid, id) -> qids.add(qid));
      SparkSession spark = entities.sparkSession();
      Dataset<Row> named = spark.createDataset(qids, Encoders.STRING()).toDF("named");
      Dataset<Row> unknown =
          named.join(known(entities), col("named").equalTo(col("known")), "left_anti");
      return Optional.of(JobDescription.during(spark, "Count unknown entities", unknown::count));
    } catch (JsonProcessingException e) {
      throw JobException.input(file + " is not a JSON object: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw HadoopFiles.failure("reading " + file, e);
    }
  }

  /** Reads the posts of a split. */
  public PostSource read(SparkSession spark, String split, Settings settings, int partitions) {
    return PostSource.read(
        spark,
        new PostInput(PostFormat.MIMIC, file(split), settings.posts().maxRecordChars(), partitions)
            .withImages(imagesRoot(settings), settings.images()));
  }

  /** What relative URIs of mentions' images are relative to. */
  public String imagesRoot(Settings settings) {
    String root = settings.posts().imagesRoot();
    return root.isEmpty() ? directory : root;
  }

  /** A glob for the files of a split. */
  public String file(String split) {
    return InputFiles.literal(directory) + "/*_" + split + ".json";
  }

  /** Whether the split exists. */
  public boolean has(String split) {
    return InputFiles.any(file(split));
  }

  /** Adds the correct entity in {@code gold_qid}; null where the record has no answer. */
  public static Dataset<Row> withGold(Dataset<Row> posts) {
    return posts.withColumn("gold_qid", get_json_object(col("extra"), "$.answer"));
  }

  /**
   * Mentions whose correct entity is known, and the counts of all others by reason.
   *
   * @param usable mentions whose entity is in the knowledge base
   * @param left counts of the others: {@code nil}, {@code no_answer}, {@code not_in_kb}
   * @param cached what {@link #close()} releases
   */
  public record Gold(Dataset<Row> usable, Map<String, Long> left, Dataset<Row> cached)
      implements AutoCloseable {

    /**
     * Classifies {@code mentions}, which have {@code gold_qid}, by their answers. They are cached
     * until {@link #close()}, so that they are extracted and described once.
     */
    public static Gold of(Dataset<Row> mentions, Dataset<Row> entities) {
      Dataset<Row> all = states(mentions, entities).persist(StorageLevel.MEMORY_AND_DISK());
      try {
        Map<String, Long> left =
            JobDescription.during(
                all.sparkSession(),
                "Classify mentions by their answers",
                () -> ValueCounts.of(all.filter(col("state").notEqual(USABLE)), "state"));
        return new Gold(all.filter(col("state").equalTo(USABLE)).drop("state"), left, all);
      } catch (Exception e) { // Spark throws checked exceptions, too
        all.unpersist();
        throw e;
      }
    }

    /** The same with the usable mentions spread over {@code partitions} by their keys. */
    public Gold spread(int partitions) {
      return new Gold(usable.repartition(partitions, col("mention_key")), left, cached);
    }

    @Override
    public void close() {
      cached.unpersist();
    }
  }

  /**
   * Resolves redirects: where the entity {@code gold_qid} was merged into another one, {@code
   * gold_qid} becomes the QID of that entity.
   *
   * @param entities with {@code qid}, and optionally {@code redirects}
   */
  public static Dataset<Row> resolved(Dataset<Row> mentions, Dataset<Row> entities) {
    return joined(mentions, entities).drop("known", "target");
  }

  /** Adds {@code known}, null where no entity has the QID of the answer. */
  private static Dataset<Row> joined(Dataset<Row> mentions, Dataset<Row> entities) {
    return mentions
        .join(known(entities), col("gold_qid").equalTo(col("known")), "left")
        .withColumn("gold_qid", coalesce(col("target"), col("gold_qid")));
  }

  /**
   * Each QID that identifies an entity, once: {@code known}, and the QID of the entity itself in
   * {@code target}. A QID that was merged into several entities identifies the smallest of them.
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
   * where the record has no answer. Redirects are {@link #resolved}.
   *
   * @param mentions with {@code gold_qid}
   * @param entities with {@code qid}, and optionally {@code redirects}
   */
  public static Dataset<Row> states(Dataset<Row> mentions, Dataset<Row> entities) {
    return joined(mentions, entities)
        .withColumn(
            "state",
            when(col("known").isNotNull(), lit(USABLE))
                .when(col("gold_qid").equalTo(NIL), lit(NIL))
                .when(col("gold_qid").rlike("^Q[1-9][0-9]*$"), lit("not_in_kb"))
                .otherwise(lit(NO_ANSWER)))
        .drop("known", "target");
  }

  /**
   * The mentions of {@code posts} as the model sees them when it links, with descriptions if {@code
   * enrich.strategy} is not off. Adds {@code gold_qid} and {@code mention_key}.
   *
   * @param kb directory of the knowledge base
   */
  public static Dataset<Row> mentions(Dataset<Row> posts, String kb, Settings settings) {
    MentionExtractor extractor = new MentionExtractor().setKb(kb).setSettings(settings);
    DescriptionEnricher enricher = new DescriptionEnricher().setKb(kb).setSettings(settings);
    return withGold(enricher.transform(extractor.transform(posts)))
        .withColumn("mention_key", concat_ws("/", col("post_id"), col("mention_id")));
  }

  /** A hash of mentions and their answers that does not depend on their order. */
  public static String hash(Dataset<Row> mentions) {
    Dataset<Row> hashes =
        mentions.agg(
            coalesce(
                bit_xor(xxhash64(col("mention_key"), col("mention"), col("text"), col("gold_qid"))),
                lit(0L)));
    Row digest = JobDescription.during(mentions.sparkSession(), "Hash mentions", hashes::first);
    return String.format(Locale.ROOT, "%016x", digest.getLong(0));
  }
}
