package org.melange.job.train;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.config.Split;
import org.melange.job.cli.Sessions;
import org.melange.run.JobException;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.learn.TrainingSet;
import org.melange.spark.learn.TrainingSet.Validation;
import org.melange.spark.post.DataSet;
import org.melange.spark.post.PostSource;
import org.melange.spark.post.Quarantine;
import org.melange.spark.post.SplitPart;

/**
 * The splits of a training data set: their usable mentions, and counts of the others by reason.
 * Refuses a data set with too few usable mentions.
 */
final class TrainingData implements AutoCloseable {

  private static final String TRAIN = "train";
  private static final int STEPS = 1_000_000;

  private final SparkSession spark;
  private final Settings settings;
  private final KnowledgeBase base;
  private final DataSet data;
  private final Split validation;
  private Dataset<Row> train;
  private Optional<Validation> validated = Optional.empty();
  private final Map<String, Object> counts = new TreeMap<>();
  private final List<Runnable> open = new ArrayList<>();

  TrainingData(SparkSession spark, Settings settings, KnowledgeBase base, String folder) {
    this.spark = spark;
    this.settings = settings;
    this.base = base;
    this.data = new DataSet(folder);
    this.validation = settings.train().validation();
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
    if (!validation.isPart() && data.has(validation.name())) {
      split(validation.name());
    }
    return null;
  }

  /** What the training is validated on, and what is held out for that, for manifests. */
  Map<String, Object> facts() {
    Map<String, Object> facts = new TreeMap<>();
    facts.put("validated_on", validated.isPresent() ? validation.toString() : "none");
    if (validation.isPart()) {
      facts.put(SplitPart.FACT, part().toString());
    }
    return facts;
  }

  /** Usable mentions of each split, and the others by reason. */
  Map<String, Object> counts() {
    return counts;
  }

  /** {@link #counts} and {@link #facts}. */
  Map<String, Object> countsAndFacts() {
    Map<String, Object> all = new TreeMap<>(counts);
    all.putAll(facts());
    return all;
  }

  /** A digest of the training mentions and their answers; independent of their order. */
  String hash() {
    return DataSet.hash(train);
  }

  /** The training set for {@code model}. */
  TrainingSet of(String model) {
    return new TrainingSet(source(), base, model, settings);
  }

  /** The usable mentions of both splits. */
  TrainingSet.Source source() {
    return new TrainingSet.Source(train, validated, data.imagesRoot(settings), partitions());
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
    if (name.equals(TRAIN)) {
      train = share(validation.isPart() ? part().restOf(gold.usable()) : gold.usable());
      long usable = count(name, train);
      Dataset<Row> held = part().of(gold.usable());
      long heldOut = validation.isPart() ? count(Validation.PART, held) : 0;
      requireUsable(name, Math.round(usable / fraction()) + heldOut, gold.left(), refused);
      if (validation.isPart()) {
        hold(held, usable, heldOut);
      }
    } else {
      long usable = count(name, gold.usable());
      if (usable > 0) {
        validated = Optional.of(new Validation(name, gold.usable()));
      }
      requireUsable(name, usable, gold.left(), refused);
    }
  }

  private SplitPart part() {
    return new SplitPart(validation, settings.train().seed());
  }

  private void hold(Dataset<Row> mentions, long others, long heldOut) {
    if (others == 0 || heldOut == 0) {
      throw JobException.input(
          "train.validate-on=%s holds out %s of the %s usable mentions of %s"
              .formatted(
                  validation, heldOut == 0 ? "none" : "all", others + heldOut, data.file(TRAIN)));
    }
    validated = Optional.of(new Validation(Validation.PART, mentions));
  }

  private long count(String name, Dataset<Row> mentions) {
    Row row =
        mentions.agg(sum(lit(1)), sum(when(trim(col("text")).equalTo(""), 1).otherwise(0))).first();
    long usable = row.isNullAt(0) ? 0 : row.getLong(0);
    counts.put(name, usable);
    if (usable > 0 && row.getLong(1) > 0) {
      counts.put(name + "_empty_text", row.getLong(1));
    }
    return usable;
  }

  private void requireUsable(
      String name, long usable, Map<String, Long> left, Map<String, Long> refused) {
    // Mentions without an entity are no fault of the data.
    long lost = total(left) - left.getOrDefault(DataSet.NIL, 0L) + total(refused);
    long read = lost + usable;
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
