package org.melange.job.train;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.cli.Sessions;
import org.melange.run.JobException;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.learn.TrainingSet;
import org.melange.spark.post.DataSet;
import org.melange.spark.post.PostSource;
import org.melange.spark.post.Quarantine;

/**
 * The splits of a training data set: their usable mentions, and counts of the others by reason.
 * Refuses a data set with too few usable mentions.
 */
final class TrainingData implements AutoCloseable {

  private static final String TRAIN = "train";
  private static final String DEV = "dev";
  private static final int STEPS = 1_000_000;

  private final SparkSession spark;
  private final Settings settings;
  private final KnowledgeBase base;
  private final DataSet data;
  private final Map<String, Dataset<Row>> splits = new HashMap<>();
  private final Map<String, Object> counts = new TreeMap<>();
  private final List<Runnable> open = new ArrayList<>();

  TrainingData(SparkSession spark, Settings settings, KnowledgeBase base, String folder) {
    this.spark = spark;
    this.settings = settings;
    this.base = base;
    this.data = new DataSet(folder);
  }

  /**
   * Reads the splits.
   *
   * @throws JobException if there are too few usable mentions
   */
  Void read() {
    data.strangers(base.entities(spark))
        .ifPresent(strangers -> counts.put("qid2id_not_in_kb", strangers));
    split(TRAIN);
    if (data.has(DEV)) {
      split(DEV);
    }
    return null;
  }

  /** Usable mentions of each split, and the others by reason. */
  Map<String, Object> counts() {
    return counts;
  }

  /** A digest of the training mentions and their answers; independent of their order. */
  String hash() {
    return DataSet.hash(splits.get(TRAIN));
  }

  /** The training set for {@code model}. */
  TrainingSet of(String model) {
    return new TrainingSet(source(), base, model, settings);
  }

  /** The usable mentions of both splits. */
  TrainingSet.Source source() {
    return new TrainingSet.Source(
        splits.get(TRAIN),
        Optional.ofNullable(splits.get(DEV)),
        data.imagesRoot(settings),
        partitions());
  }

  private void split(String name) {
    PostSource source = data.read(spark, name, settings, partitions());
    open.add(source::close);
    Dataset<Row> mentions = DataSet.mentions(source.posts(), base.directory(), settings);
    DataSet.Gold gold = DataSet.Gold.of(mentions, base.entities(spark));
    open.add(gold::close);
    Map<String, Long> refused = Quarantine.counts(source.rejections());
    refused.forEach((reason, count) -> counts.put(name + "_rejected_" + reason, count));
    gold.left().forEach((reason, count) -> counts.put(name + "_" + reason, count));
    Dataset<Row> used = name.equals(TRAIN) ? share(gold.usable()) : gold.usable();
    Row row =
        used.agg(sum(lit(1)), sum(when(trim(col("text")).equalTo(""), 1).otherwise(0))).first();
    long usable = row.isNullAt(0) ? 0 : row.getLong(0);
    counts.put(name, usable);
    if (usable > 0) {
      if (row.getLong(1) > 0) {
        counts.put(name + "_empty_text", row.getLong(1));
      }
      splits.put(name, used);
    }
    requireUsable(name, usable, gold.left(), refused);
  }

  private void requireUsable(
      String name, long usable, Map<String, Long> left, Map<String, Long> refused) {
    // Mentions without an entity are no fault of the data.
    long lost = total(left) - left.getOrDefault(DataSet.NIL, 0L) + total(refused);
    long read = lost + Math.round(usable / (name.equals(TRAIN) ? fraction() : 1));
    String why = "%s; rejected: %s".formatted(left, refused);
    if (usable == 0 && name.equals(TRAIN)) {
      throw JobException.input(
          "no usable mention in %s: none has its entity in %s; dropped: %s"
              .formatted(data.file(name), base.directory(), why));
    }
    if (lost > settings.train().maxDroppedShare() * read) {
      throw JobException.input(
          String.format(
              Locale.ROOT,
              "%s does not fit %s: of %d mentions, %d are dropped, more than"
                  + " train.max-dropped-share=%s allows; dropped: %s",
              data.file(name),
              base.directory(),
              read,
              lost,
              settings.train().maxDroppedShare(),
              why));
    }
  }

  private static long total(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** A subset that the seed determines. A smaller share is a subset of a larger one. */
  private Dataset<Row> share(Dataset<Row> mentions) {
    return fraction() == 1
        ? mentions
        : mentions.filter(
            pmod(xxhash64(col("mention_key"), lit(settings.train().seed())), lit(STEPS))
                .lt(lit(fraction() * STEPS)));
  }

  private double fraction() {
    return settings.train().fraction();
  }

  private int partitions() {
    return Sessions.partitions(spark, settings.run().partitions());
  }

  @Override
  public void close() {
    open.forEach(Runnable::run);
  }
}
