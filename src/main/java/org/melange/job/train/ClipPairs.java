package org.melange.job.train;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.xxhash64;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.cli.Sessions;
import org.melange.run.JobException;
import org.melange.spark.features.EntityImages;
import org.melange.spark.io.TempDirectories;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.learn.TextPairs;
import org.melange.spark.learn.TrainingInputs;
import org.melange.spark.post.DataSet;
import org.melange.spark.post.PostSource;
import org.melange.spark.post.SplitPart;
import org.melange.train.data.ClipInput;
import org.melange.train.data.ClipInputCodec;
import org.melange.train.data.RecordCodec;
import org.melange.train.data.RecordStore;
import org.melange.train.data.TextPair;
import org.melange.train.data.TextPairCodec;

/** The training pairs of CLIP, from a knowledge base and data sets, collected on the driver. */
final class ClipPairs implements AutoCloseable {

  private final SparkSession spark;
  private final Settings settings;
  private final KnowledgeBase base;
  private final List<DataSet> sets;
  private final String model;
  private final Path scratch = TempDirectories.create("melange-train-clip");
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Map<String, Object> counts = new TreeMap<>();
  private final Map<String, Dataset<Row>> read = new TreeMap<>();

  ClipPairs(
      SparkSession spark,
      Settings settings,
      KnowledgeBase base,
      List<String> folders,
      String model) {
    this.spark = spark;
    this.settings = settings;
    this.base = base;
    this.sets = folders.stream().map(DataSet::new).toList();
    this.model = model;
  }

  /** Counts of pairs, and of images that cannot be used by reason. */
  Map<String, Object> counts() {
    return counts;
  }

  /** Each image of the knowledge base and of each training post, with the text of its entity. */
  RecordStore<ClipInput> images(ClipInputCodec codec) {
    Dataset<Row> entities = EntityImages.structs(base.entities(spark));
    Dataset<Row> pairs =
        images(
            entities.withColumn("key", concat(col("qid"), lit(" image"))),
            base.manifest().fact("images_root").orElse("."));
    Dataset<Row> texts = entities.select("qid", "label", "description");
    for (DataSet set : sets) {
      Dataset<Row> mentions =
          training(set)
              .select(col("mention_key"), col("gold_qid"), col("images"))
              .join(texts, col("gold_qid").equalTo(col("qid")))
              .withColumn("key", concat_ws(" ", col("qid"), lit("mention"), col("mention_key")));
      pairs = pairs.unionByName(images(mentions, set.imagesRoot(settings)));
    }
    RecordStore<ClipInput> records = collect("images", pairs, codec, this::readable);
    counts.put("images", records.size());
    if (records.size() == 0) {
      throw JobException.input(
          "no readable image in "
              + base.directory()
              + " or the data sets: --pairs texts"
              + " trains on texts alone");
    }
    return records;
  }

  /** Each name of the knowledge base and each training mention, with the text of its entity. */
  RecordStore<TextPair> texts(TextPairCodec codec) {
    Dataset<Row> entities = base.entities(spark);
    Optional<Dataset<Row>> mentions =
        sets.stream()
            .map(set -> training(set).select("mention_key", "mention", "text", "gold_qid"))
            .reduce(Dataset::unionByName);
    Dataset<Row> names = TextPairs.ofNames(entities);
    Dataset<Row> pairs =
        mentions
            .map(
                some ->
                    TextPairs.inSentences(names, some)
                        .unionByName(TextPairs.ofMentions(some, entities)))
            .orElse(names);
    RecordStore<TextPair> records = collect("texts", tokenized(pairs), codec);
    counts.put("texts", records.size());
    return records;
  }

  /** A sample of the mentions to validate on; empty without a data set that has some. */
  Optional<RecordStore<TextPair>> validationMentions(TextPairCodec codec) {
    Dataset<Row> entities = base.entities(spark);
    SplitPart part = part();
    return sets.stream()
        .filter(set -> set.has(part.split().name()))
        .map(set -> TextPairs.ofMentions(part.of(mentions(set, part.split().name())), entities))
        .reduce(Dataset::unionByName)
        .map(
            pairs ->
                collect(
                    "validation",
                    tokenized(some(pairs, settings.train().validationMentions())),
                    codec))
        .filter(mentions -> mentions.size() > 0);
  }

  /** A sample of entities to rank them against. */
  RecordStore<TextPair> validationEntities(TextPairCodec codec) {
    Dataset<Row> labels =
        TextPairs.ofNames(base.entities(spark)).filter(col("mention").equalTo(col("label")));
    return collect("others", tokenized(some(labels, settings.train().validationEntities())), codec);
  }

  /** What is validated on: a split, or a part of the training split. */
  SplitPart part() {
    return new SplitPart(settings.train().validation(), settings.train().seed());
  }

  /** Training mentions without those that are validated on. */
  private Dataset<Row> training(DataSet set) {
    Dataset<Row> all = mentions(set, "train");
    return part().split().isPart() ? part().restOf(all) : all;
  }

  private static Dataset<Row> some(Dataset<Row> pairs, int most) {
    return pairs.orderBy(xxhash64(col("key")), col("key")).limit(most);
  }

  private Dataset<Row> tokenized(Dataset<Row> pairs) {
    return TextPairs.tokenized(pairs.repartition(partitions(), col("key")), model, settings);
  }

  private Dataset<Row> images(Dataset<Row> rows, String imagesRoot) {
    return TrainingInputs.of(
        rows.filter(size(col("images")).gt(0)).repartition(partitions(), col("key")),
        new TrainingInputs.Request("key", true, imagesRoot, false),
        model,
        settings);
  }

  /** Whether the image can be used; counts it by reason if not. */
  private boolean readable(Row row) {
    String status = row.getAs("image_status");
    if (status.equals("ok")) {
      return true;
    }
    counts.merge("images_" + status, 1L, ClipPairs::sum);
    return false;
  }

  private <E> RecordStore<E> collect(String name, Dataset<Row> records, RecordCodec<E> codec) {
    return collect(name, records, codec, row -> true);
  }

  private <E> RecordStore<E> collect(
      String name, Dataset<Row> records, RecordCodec<E> codec, Predicate<Row> wanted) {
    RecordStore<E> set = TrainingInputs.collect(records, scratch.resolve(name), codec, wanted);
    open.add(set);
    return set;
  }

  private Dataset<Row> mentions(DataSet set, String split) {
    return read.computeIfAbsent(set.directory() + " " + split, key -> read(set, split));
  }

  private Dataset<Row> read(DataSet set, String split) {
    PostSource source = set.read(spark, split, settings, partitions());
    open.add(source);
    MentionExtractor extractor =
        new MentionExtractor().setKb(base.directory()).setSettings(settings);
    Dataset<Row> mentions =
        DataSet.withGold(extractor.transform(source.posts()))
            .withColumn(
                "mention_key",
                concat_ws("/", lit(set.directory()), col("post_id"), col("mention_id")));
    DataSet.Gold gold = DataSet.Gold.of(mentions, base.entities(spark));
    open.add(gold);
    gold.left()
        .forEach((reason, count) -> counts.merge(split + "_" + reason, count, ClipPairs::sum));
    return gold.usable();
  }

  private static Object sum(Object a, Object b) {
    return (Long) a + (Long) b;
  }

  private int partitions() {
    return Sessions.partitions(spark, settings.run().partitions());
  }

  @Override
  public void close() {
    for (AutoCloseable closeable : open) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException("closing the training data", e);
      }
    }
    TempDirectories.delete(scratch);
  }
}
