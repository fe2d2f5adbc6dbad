package org.melange.spark.store;

import static org.apache.spark.sql.functions.aggregate;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.melange.corpus.Rejection;
import org.melange.spark.io.JobDescription;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.link.MentionLinker;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Links the posts of a shard and stages its results: {@code links}, {@code rejections}, {@code
 * states}, and the keys of rows that are replaced.
 *
 * @param store that the results are for
 * @param files of the plan
 * @param extractor finds mentions
 * @param linker links them
 * @param runId of the rows
 * @param partitions of the work
 */
record ShardWork(
    LinkStore store,
    PlanFiles files,
    MentionExtractor extractor,
    MentionLinker linker,
    String runId,
    int partitions) {

  private static final String FOUND = "_found_mentions";

  /** Whether a post came with its mentions. */
  private static final String GIVEN = "_given";

  /** Mentions of a post beyond the limit. */
  private static final String EXCESS = "excess";

  /** The exclusive or of the keys of a post's mentions. */
  private static final String KEYS = "mention_keys";

  private static final String[] REJECTION = {"post_id", "stage", "reason", "message", "record"};

  /**
   * Stages the results of a shard.
   *
   * @throws IllegalStateException if the links are not one row a mention
   */
  ShardResult run(Shard shard) {
    Dataset<Row> records = files.records(shard).repartition(partitions, col(PostChanges.KEY));
    String results = files.results(shard);
    if (shard.counts().posts() == 0) {
      return stage(shard, records, withoutPosts(records), none(), results);
    }
    Dataset<Row> posts =
        extractor
            .find(usable(records), FOUND)
            .withColumn(GIVEN, col("mentions").isNotNull())
            .withColumn("mentions", coalesce(col("mentions"), col(FOUND)))
            .drop(FOUND)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return stage(shard, records, posts, links(posts), results);
    } finally {
      posts.unpersist();
    }
  }

  /**
   * Stages the results of a shard whose only record crashes executors: the post is given up.
   *
   * @param why for the quarantine
   */
  ShardResult giveUp(Shard shard, String why) {
    Dataset<Row> crashed =
        files
            .records(shard)
            .withColumn("change", lit(PostChanges.QUARANTINED))
            .withColumn(
                "rejections",
                array(
                    struct(
                        lit(Rejection.Stage.POST.code()).as("stage"),
                        lit(Rejection.Reason.CRASH.code()).as("reason"),
                        lit(why).as("message"),
                        to_json(struct(col("post_id"), col("text"), col("extra"))).as("record"))));
    ShardCounts counts = new ShardCounts(shard.counts().records(), 0, 1, shard.counts().replaced());
    Shard givenUp = new Shard(shard.id(), shard.files(), shard.digits(), counts);
    return stage(givenUp, crashed, withoutPosts(crashed), none(), files.results(shard));
  }

  private static Dataset<Row> usable(Dataset<Row> records) {
    return records
        .filter(PostChanges.linked())
        .select(
            col("post_id"),
            col("text"),
            col("mentions"),
            col("images"),
            col("extra"),
            col("record_hash").as("post_hash"),
            col("post_order"));
  }

  private static Dataset<Row> withoutPosts(Dataset<Row> records) {
    return usable(records).withColumn(GIVEN, lit(true)).limit(0);
  }

  private Dataset<Row> none() {
    return store.spark().createDataFrame(List.of(), StoreSchemas.LINKS);
  }

  private Dataset<Row> links(Dataset<Row> posts) {
    Dataset<Row> mentions = extractor.transform(posts.drop("post_order", GIVEN));
    return StoreSchemas.links(linker.link(linker.prepare(mentions)), runId, store.buckets());
  }

  private ShardResult stage(
      Shard shard, Dataset<Row> records, Dataset<Row> posts, Dataset<Row> links, String results) {
    if (shard.counts().posts() > 0) {
      write("Link mentions", links, results + "/links");
    }
    Observation observed = new Observation();
    Dataset<Row> states =
        states(records, posts)
            .observe(
                observed,
                count(lit(1)).as("states"),
                asScala(
                    List.of(
                        coalesce(sum("mentions"), lit(0L)).as("mentions"),
                        coalesce(bit_xor(col(KEYS)), lit(0L)).as(KEYS),
                        coalesce(sum(EXCESS), lit(0L)).as(EXCESS))))
            .drop(EXCESS, KEYS);
    write("Write the states of posts", states, results + "/states");
    Map<String, Object> sums = UpdatePlanner.values(observed);
    boolean rejects = shard.counts().rejections() + (Long) sums.get(EXCESS) > 0;
    if (rejects) {
      write("Write rejected records", rejections(records, posts), results + "/rejections");
    }
    if (shard.counts().replaced() > 0) {
      stageReplaced(records, results, shard.counts().posts() > 0, rejects);
    }
    return counted(shard, results, sums, rejects);
  }

  private Dataset<Row> states(Dataset<Row> records, Dataset<Row> posts) {
    int limit = (Integer) extractor.getOrDefault(extractor.maxPerPost());
    Column mentions = least(size(col("mentions")), lit(limit));
    Column keys =
        aggregate(
            slice(col("mentions"), 1, limit),
            lit(0L),
            (all, mention) ->
                all.bitwiseXOR(mentionKey(col("post_id"), mention.getField("mention_id"))));
    Dataset<Row> live =
        posts.select(
            col("post_id"),
            col("post_hash"),
            col("post_order"),
            when(mentions.gt(0), PostStates.LINKED).otherwise(PostStates.NO_MENTIONS).as("state"),
            mentions.as("mentions"),
            size(col("mentions")).minus(mentions).as(EXCESS),
            keys.as(KEYS),
            StoreSchemas.record(
                    col("text"), when(col(GIVEN), col("mentions")), col("images"), col("extra"))
                .as("record"));
    Dataset<Row> others =
        records
            .filter(col("change").isin(PostChanges.REMOVED, PostChanges.QUARANTINED))
            .select(
                col("post_id"),
                col("record_hash").as("post_hash"),
                col("post_order"),
                when(col("change").equalTo(PostChanges.REMOVED), PostStates.DELETED)
                    .otherwise(PostStates.QUARANTINED)
                    .as("state"),
                lit(0).as("mentions"),
                lit(0).as(EXCESS),
                lit(0L).as(KEYS),
                lit(null).cast(StoreSchemas.RECORD).as("record"));
    Dataset<Row> all = live.unionByName(others);
    for (Map.Entry<String, String> column : linker.scope().columns().entrySet()) {
      all = all.withColumn(column.getKey(), lit(column.getValue()));
    }
    return all.withColumn("run_id", lit(runId))
        .withColumn("updated_at", current_timestamp())
        .withColumn(StoreSchemas.BUCKET, bucket(col("post_id")))
        .select(
            StoreSchemas.columns(
                StoreSchemas.POSTS.add(EXCESS, "int").add(KEYS, "bigint").fieldNames()));
  }

  /** Rejected records, mentions that parsing rejected, and mentions beyond the limit of a post. */
  private Dataset<Row> rejections(Dataset<Row> records, Dataset<Row> posts) {
    Dataset<Row> parsed =
        records
            .select(col("post_id"), explode(col("rejections")).as("r"))
            .select("post_id", "r.stage", "r.reason", "r.message", "r.record");
    Dataset<Row> excess = extractor.rejections(posts).select(StoreSchemas.columns(REJECTION));
    return StoreSchemas.rejections(parsed.unionByName(excess), runId, store.buckets());
  }

  /** Keys of rows of replaced posts: those that have no successor are deleted. */
  private void stageReplaced(
      Dataset<Row> records, String results, boolean links, boolean rejections) {
    Dataset<Row> replaced = records.filter(PostChanges.replaced()).select("post_id");
    write(
        "Find links of replaced posts",
        gone(
            store.links(),
            replaced,
            links ? Optional.of(results + "/links") : Optional.empty(),
            "post_id",
            "mention_id"),
        results + "/links_gone");
    write(
        "Find rejections of replaced posts",
        gone(
            store.quarantine().filter(col("run_id").notEqual(runId)),
            replaced,
            rejections ? Optional.of(results + "/rejections") : Optional.empty(),
            "rejection_id"),
        results + "/rejections_gone");
  }

  private Dataset<Row> gone(
      Dataset<Row> table, Dataset<Row> replaced, Optional<String> successors, String... key) {
    Column[] columns = StoreSchemas.columns(key);
    Column[] keyAndBucket = Arrays.copyOf(columns, columns.length + 1);
    keyAndBucket[columns.length] = col(StoreSchemas.BUCKET);
    Dataset<Row> old =
        table
            .join(replaced, table.col("post_id").equalTo(replaced.col("post_id")), "left_semi")
            .select(keyAndBucket);
    return successors
        .map(
            directory ->
                old.join(
                    store.spark().read().parquet(directory).select(columns),
                    asScala(List.of(key)),
                    "left_anti"))
        .orElse(old);
  }

  private ShardResult counted(
      Shard shard, String results, Map<String, Object> expected, boolean rejects) {
    List<Row> counts =
        shard.counts().posts() == 0
            ? List.of()
            : JobDescription.during(
                store.spark(), "Count links", () -> counts(results + "/links").collectAsList());
    Map<String, Long> images = new HashMap<>();
    Map<String, Long> descriptions = new HashMap<>();
    long links = 0;
    long linked = 0;
    long keys = 0;
    for (Row row : counts) {
      links += row.getLong(2);
      linked += row.getLong(3);
      keys ^= row.getLong(4);
      images.merge(String.valueOf(row.getString(0)), row.getLong(2), Long::sum);
      descriptions.merge(String.valueOf(row.getString(1)), row.getLong(2), Long::sum);
    }
    long mentions = (Long) expected.get("mentions");
    if (links != mentions || keys != (Long) expected.get(KEYS)) {
      throw new IllegalStateException(
          "posts and links do not agree: "
              + mentions
              + " mentions, "
              + links
              + (links == mentions ? " links of other mentions" : " links"));
    }
    long rejections =
        rejects
            ? store
                .spark()
                .read()
                .schema(StoreSchemas.QUARANTINE)
                .parquet(results + "/rejections")
                .count()
            : 0;
    return new ShardResult(
        (Long) expected.get("states"), links, linked, rejections, images, descriptions);
  }

  private Dataset<Row> counts(String links) {
    return store
        .spark()
        .read()
        .schema(StoreSchemas.LINKS)
        .parquet(links)
        .groupBy("image_status", "enrichment_status")
        .agg(
            count(lit(1)),
            count(col("qid")),
            bit_xor(mentionKey(col("post_id"), col("mention_id"))));
  }

  /** A hash. The exclusive or of those of a shard's mentions identifies the set of mentions. */
  private static Column mentionKey(Column postId, Column mentionId) {
    return xxhash64(postId, mentionId);
  }

  private static <T> scala.collection.immutable.Seq<T> asScala(List<T> elements) {
    return CollectionConverters.asScala(elements).toSeq();
  }

  private void write(String description, Dataset<Row> rows, String directory) {
    JobDescription.during(
        store.spark(), description, () -> PlanFiles.writer(rows).parquet(directory));
  }

  private Column bucket(Column key) {
    return StoreSchemas.bucket(key, store.buckets());
  }
}
