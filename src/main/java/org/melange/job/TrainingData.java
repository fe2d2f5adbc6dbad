package org.melange.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.mmoe.GateStatistics;
import org.melange.run.JobException;
import org.melange.spark.ClipFeatures;
import org.melange.spark.DataSet;
import org.melange.spark.EntityImages;
import org.melange.spark.GateFreezer;
import org.melange.spark.KnowledgeBase;
import org.melange.spark.PostSource;
import org.melange.spark.Scratch;
import org.melange.spark.TrainingInputs;
import org.melange.train.Pairs;
import org.melange.train.RecordCodec;
import org.melange.train.RecordSet;

/**
 * What a training learns and validates on: the data set joined with the knowledge base, brought to
 * this machine.
 */
final class TrainingData implements AutoCloseable {

  private static final String TRAIN = "train";
  private static final String DEV = "dev";

  private final SparkSession spark;
  private final Settings settings;
  private final KnowledgeBase base;
  private final DataSet data;
  private final String model;
  private final Path scratch = Scratch.folder("melange-train");
  private final Map<String, DataSet.Gold> splits = new HashMap<>();
  private final Map<String, Object> counts = new TreeMap<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  TrainingData(
      SparkSession spark, Settings settings, KnowledgeBase base, String folder, String model) {
    this.spark = spark;
    this.settings = settings;
    this.base = base;
    this.data = new DataSet(folder);
    this.model = model;
  }

  /**
   * Reads the splits.
   *
   * @throws JobException if there is no mention to learn from
   */
  Void read() {
    split(TRAIN);
    if (data.has(DEV)) {
      split(DEV);
    }
    if (counts.get(TRAIN).equals(0L)) {
      throw JobException.input(
          "nothing to learn from: no mention of "
              + data.file(TRAIN)
              + " has its entity in "
              + base.folder()
              + "; left out are "
              + splits.get(TRAIN).left());
    }
    return null;
  }

  KnowledgeBase knowledgeBase() {
    return base;
  }

  /** Mentions of each split that can be used, and why others cannot. */
  Map<String, Object> counts() {
    return counts;
  }

  /** A digest of the training mentions and their answers that does not hang on their order. */
  String hash() {
    return DataSet.hash(splits.get(TRAIN).usable());
  }

  /** All training mentions with their entities. */
  <E> Pairs<E> training(RecordCodec<E> codec, boolean frozen) {
    return pairs(TRAIN, splits.get(TRAIN).usable(), 0, codec, frozen);
  }

  /**
   * Some mentions of the dev split, their entities, and others to rank these against; empty without
   * a dev split.
   */
  <E> Optional<Pairs<E>> validation(RecordCodec<E> codec, boolean frozen) {
    if (!splits.containsKey(DEV) || counts.get(DEV).equals(0L)) {
      return Optional.empty();
    }
    Dataset<Row> some =
        splits
            .get(DEV)
            .usable()
            .orderBy(xxhash64(col("mention_key")), col("mention_key"))
            .limit(settings.train().validationMentions());
    return Optional.of(pairs(DEV, some, settings.train().validationEntities(), codec, frozen));
  }

  /** Statistics over the training mentions and the whole knowledge base. */
  GateStatistics freeze(String trained) {
    return GateFreezer.freeze(
        features(trained)
            .ofMentions()
            .setImagesRoot(imagesRoot())
            .transform(splits.get(TRAIN).usable()),
        features(trained).ofEntities().setImagesRoot(entityImagesRoot()).transform(entities()),
        trained,
        settings.features());
  }

  private <E> Pairs<E> pairs(
      String name, Dataset<Row> mentions, int distractors, RecordCodec<E> codec, boolean frozen) {
    Dataset<Row> cached = mentions.cache();
    Dataset<Row> gold = cached.select(col("gold_qid").as("wanted")).distinct();
    Dataset<Row> wanted = entities().join(gold, col("qid").equalTo(col("wanted")), "left_semi");
    Dataset<Row> others =
        entities()
            .join(gold, col("qid").equalTo(col("wanted")), "left_anti")
            .orderBy(xxhash64(col("qid"), lit(settings.train().seed())), col("qid"))
            .limit(distractors);
    RecordSet<E> entities =
        collect(
            name + "-entities",
            distractors == 0 ? wanted : wanted.unionByName(others),
            new TrainingInputs.Request("qid", true, entityImagesRoot(), frozen),
            codec);
    RecordSet<E> examples =
        collect(
            name,
            cached,
            new TrainingInputs.Request("mention_key", false, imagesRoot(), frozen),
            codec);
    int[] answers = answers(cached, examples, entities);
    cached.unpersist();
    return new Pairs<>(examples, entities, answers);
  }

  private <E> RecordSet<E> collect(
      String name, Dataset<Row> rows, TrainingInputs.Request request, RecordCodec<E> codec) {
    Dataset<Row> spread = rows.repartition(partitions(), col(request.key()));
    RecordSet<E> records =
        TrainingInputs.collect(
            TrainingInputs.of(spread, request, model, settings), scratch.resolve(name), codec);
    open.add(records);
    return records;
  }

  private static int[] answers(
      Dataset<Row> mentions, RecordSet<?> examples, RecordSet<?> entities) {
    int[] answers = new int[examples.size()];
    mentions
        .select("mention_key", "gold_qid")
        .toLocalIterator()
        .forEachRemaining(
            row ->
                answers[examples.indexOf(row.getString(0))] = entities.indexOf(row.getString(1)));
    return answers;
  }

  private void split(String name) {
    PostSource source = data.read(spark, name, settings.posts().maxChars(), partitions());
    open.add(source);
    Dataset<Row> mentions = DataSet.mentions(source.posts(), base.folder(), settings);
    DataSet.Gold gold = DataSet.Gold.of(mentions, base.entities(spark));
    splits.put(name, gold);
    counts.put(name, gold.usable().count());
    gold.left().forEach((reason, count) -> counts.put(name + "_" + reason, count));
    long refused = source.rejections().count();
    if (refused > 0) {
      counts.put(name + "_rejected", refused);
    }
  }

  private ClipFeatures features(String of) {
    ClipFeatures features = new ClipFeatures().setImages(settings.images());
    features.setModel(of).setFeatures(settings.features());
    return features;
  }

  private Dataset<Row> entities() {
    return EntityImages.structs(base.entities(spark));
  }

  private int partitions() {
    return Sessions.partitions(spark, settings.run().partitions());
  }

  private String imagesRoot() {
    String root = settings.posts().imagesRoot();
    return root.isEmpty() ? data.folder() : root;
  }

  private String entityImagesRoot() {
    return base.manifest().fact("images_root").orElse(".");
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
    Scratch.delete(scratch);
  }
}
