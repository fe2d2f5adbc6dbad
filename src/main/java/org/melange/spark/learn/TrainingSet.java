package org.melange.spark.learn;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lpad;
import static org.apache.spark.sql.functions.posexplode_outer;
import static org.apache.spark.sql.functions.xxhash64;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.melange.config.Settings;
import org.melange.mmoe.GateStatistics;
import org.melange.spark.features.ClipFeatures;
import org.melange.spark.features.EntityImages;
import org.melange.spark.features.PreparedImage;
import org.melange.spark.io.JobDescription;
import org.melange.spark.io.PathResolver;
import org.melange.spark.io.TempDirectories;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.post.DataSet;
import org.melange.train.data.MultiImageExamples;
import org.melange.train.data.Pairs;
import org.melange.train.data.RecordCodec;
import org.melange.train.data.RecordStore;

/**
 * What a training learns and validates on: labelled mentions joined with the knowledge base,
 * brought to this machine when they are asked for.
 */
public final class TrainingSet implements AutoCloseable {

  private static final String IMAGE_KEY = "image_key";

  private final Source source;
  private final KnowledgeBase base;
  private final String model;
  private final Settings settings;
  private final Path scratch = TempDirectories.create("melange-train");
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Map<String, Map<String, Long>> images = new TreeMap<>();

  /**
   * Labelled mentions.
   *
   * @param train mentions as {@link DataSet#mentions} gives them, whose entity is in the knowledge
   *     base
   * @param validation others to validate on, if there are any
   * @param imagesRoot what relative image URIs are relative to
   * @param partitions into how many parts work is divided
   */
  public record Source(
      Dataset<Row> train, Optional<Validation> validation, String imagesRoot, int partitions) {}

  /**
   * Labelled mentions that are not trained on.
   *
   * @param name what counts of them begin with, {@link #DEV} or {@link #PART}
   * @param mentions as in {@link Source}
   */
  public record Validation(String name, Dataset<Row> mentions) {

    /** The dev split. */
    public static final String DEV = "dev";

    /** A part of the training split. */
    public static final String PART = "validation";
  }

  /**
   * A training set.
   *
   * @param base with the entities
   * @param model directory of the model that features come from
   */
  public TrainingSet(Source source, KnowledgeBase base, String model, Settings settings) {
    this.source = source;
    this.base = base;
    this.model = model;
    this.settings = settings;
  }

  /**
   * How many images are missing of what was asked for so far, and why: {@code train_without_image},
   * {@code train_image_absent}, … of mentions, {@code train_entities_without_image}, … of images of
   * their entities, {@code dev_…} or {@code validation_…} of those that are validated on. The
   * reasons are those of {@code image_status}.
   */
  public Map<String, Long> missingImages() {
    Map<String, Long> missing = new TreeMap<>();
    images.forEach(
        (name, statuses) ->
            statuses.forEach(
                (status, count) -> {
                  if (status.equals(PreparedImage.NONE.status())) {
                    missing.put(name + "_without_image", count);
                  } else if (!status.equals(PreparedImage.OK)) {
                    missing.put(name + "_image_" + status, count);
                  }
                }));
    return missing;
  }

  /**
   * How many rows of what was asked for so far have each {@code image_status}, by what they are:
   * {@code train}, {@code train_entities}, {@code dev}, {@code dev_entities}, {@code validation}
   * and so on.
   */
  public Map<String, Map<String, Long>> imageStatus() {
    return Collections.unmodifiableMap(images);
  }

  /** What relative image URIs are relative to, of mentions; absolute. */
  public String imagesRoot() {
    return PathResolver.absolute(source.imagesRoot());
  }

  /** All training mentions with their entities, of whose images each epoch draws one. */
  <E> Pairs<E> training(RecordCodec<E> codec, boolean frozen) {
    Dataset<Row> mentions = source.train().cache();
    try {
      MultiImageExamples<E> entities =
          new MultiImageExamples<>(
              collect(
                  "train_entities",
                  eachImage(spread(withGold(entities(), mentions, "left_semi"), "qid")),
                  new TrainingInputs.Request(IMAGE_KEY, true, entityImagesRoot(), frozen),
                  codec),
              settings.train().seed());
      RecordStore<E> examples = examples("train", mentions, codec, frozen);
      return new Pairs<>(examples, entities, answers(mentions, examples, entities::indexOf));
    } finally {
      mentions.unpersist();
    }
  }

  /** Some of the mentions to validate on, their entities, and others to rank these against. */
  <E> Optional<Pairs<E>> validation(RecordCodec<E> codec, boolean frozen) {
    return validated().map(some -> validation(some, codec, frozen));
  }

  /**
   * Statistics over the training mentions and the whole knowledge base.
   *
   * @param trained directory of the trained model
   */
  GateStatistics freeze(String trained) {
    return GateStatisticsFitter.fit(
        ClipFeatures.ofMentions(trained, source.imagesRoot(), settings).transform(source.train()),
        ClipFeatures.ofEntities(trained, entityImagesRoot(), settings).transform(entities()),
        trained,
        settings.features());
  }

  /**
   * Chooses the weight of names on some of the mentions to validate on, with the candidates of
   * {@code link.candidates}; without such mentions, names get none.
   *
   * @param trained directory of the trained model, where the entity table is put as well
   */
  NameWeightFitter.Fit nameWeight(String trained) {
    return validated()
        .map(
            mentions ->
                new HeldOutNames(base, trained, settings)
                    .fit(mentions.mentions(), source.imagesRoot(), source.partitions()))
        .orElse(new NameWeightFitter.Fit(0, 0, 0, 0));
  }

  /** Some of the mentions to validate on. */
  private Optional<Validation> validated() {
    return source
        .validation()
        .map(
            all ->
                new Validation(
                    all.name(),
                    all.mentions()
                        .orderBy(xxhash64(col("mention_key")), col("mention_key"))
                        .limit(settings.train().validationMentions())));
  }

  private <E> Pairs<E> validation(Validation some, RecordCodec<E> codec, boolean frozen) {
    Dataset<Row> mentions = some.mentions().cache();
    try {
      Dataset<Row> others =
          withGold(entities(), mentions, "left_anti")
              .orderBy(xxhash64(col("qid"), lit(settings.train().seed())), col("qid"))
              .limit(settings.train().validationEntities());
      RecordStore<E> entities =
          collect(
              some.name() + "_entities",
              spread(withGold(entities(), mentions, "left_semi").unionByName(others), "qid"),
              new TrainingInputs.Request("qid", true, entityImagesRoot(), frozen),
              codec);
      RecordStore<E> examples = examples(some.name(), mentions, codec, frozen);
      return new Pairs<>(examples, entities, answers(mentions, examples, entities::indexOf));
    } finally {
      mentions.unpersist();
    }
  }

  /** Entities that are, or are not, the right one of a mention. */
  private static Dataset<Row> withGold(
      Dataset<Row> entities, Dataset<Row> mentions, String joinType) {
    Dataset<Row> gold = mentions.select(col("gold_qid").as("wanted")).distinct();
    return entities.join(gold, col("qid").equalTo(col("wanted")), joinType);
  }

  /**
   * A row for each image of each entity, one for an entity without an image. Rows of an entity stay
   * next to each other, so that its text is computed once.
   */
  private static Dataset<Row> eachImage(Dataset<Row> entities) {
    Column position = coalesce(col("_position"), lit(0)).cast(DataTypes.StringType);
    return entities
        .select(col("*"), posexplode_outer(col("images")).as(new String[] {"_position", "_image"}))
        .withColumn("images", expr("filter(array(_image), image -> image is not null)"))
        .withColumn(
            IMAGE_KEY, concat(col("qid"), lit(" "), lpad(position, MultiImageExamples.DIGITS, "0")))
        .drop("_position", "_image");
  }

  private Dataset<Row> spread(Dataset<Row> rows, String key) {
    return rows.repartition(source.partitions(), col(key));
  }

  private <E> RecordStore<E> examples(
      String name, Dataset<Row> mentions, RecordCodec<E> codec, boolean frozen) {
    return collect(
        name,
        spread(mentions, "mention_key"),
        new TrainingInputs.Request("mention_key", false, source.imagesRoot(), frozen),
        codec);
  }

  private <E> RecordStore<E> collect(
      String name, Dataset<Row> rows, TrainingInputs.Request request, RecordCodec<E> codec) {
    RecordStore<E> records =
        TrainingInputs.collect(
            TrainingInputs.of(rows, request, model, settings),
            scratch.resolve(name),
            codec,
            row -> count(name, row.getAs("image_status")));
    open.add(records);
    return records;
  }

  /** Counts an example by the state of its image, and keeps it. */
  private boolean count(String name, String imageStatus) {
    images.computeIfAbsent(name, key -> new TreeMap<>()).merge(imageStatus, 1L, Long::sum);
    return true;
  }

  private static int[] answers(
      Dataset<Row> mentions, RecordStore<?> examples, ToIntFunction<String> entities) {
    int[] answers = new int[examples.size()];
    Dataset<Row> golds = mentions.select("mention_key", "gold_qid");
    JobDescription.during(
        mentions.sparkSession(),
        "Read the right entities of training mentions",
        () ->
            golds
                .toLocalIterator()
                .forEachRemaining(
                    row ->
                        answers[examples.indexOf(row.getString(0))] =
                            entities.applyAsInt(row.getString(1))));
    return answers;
  }

  private Dataset<Row> entities() {
    return EntityImages.structs(base.entities(source.train().sparkSession()));
  }

  /** What relative image URIs are relative to, of entities. */
  public String entityImagesRoot() {
    return base.manifest().fact("images_root").orElse(".");
  }

  @Override
  public void close() {
    for (AutoCloseable closeable : open) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException("closing the training set", e);
      }
    }
    TempDirectories.delete(scratch);
  }
}
