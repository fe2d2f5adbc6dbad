package org.melange.spark.learn;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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
import org.melange.train.data.Pairs;
import org.melange.train.data.RecordCodec;
import org.melange.train.data.RecordStore;

/**
 * What a training learns and validates on: labelled mentions joined with the knowledge base,
 * brought to this machine when they are asked for.
 */
public final class TrainingSet implements AutoCloseable {

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
   * {@code train_image_absent}, … of mentions, {@code train_entities_without_image}, … of their
   * entities, {@code dev_…} or {@code validation_…} of those that are validated on. The reasons are
   * those of {@code image_status}.
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

  /** All training mentions with their entities. */
  <E> Pairs<E> training(RecordCodec<E> codec, boolean frozen) {
    return pairs("train", source.train(), 0, codec, frozen);
  }

  /** Some of the mentions to validate on, their entities, and others to rank these against. */
  <E> Optional<Pairs<E>> validation(RecordCodec<E> codec, boolean frozen) {
    return validated()
        .map(
            some ->
                pairs(
                    some.name(),
                    some.mentions(),
                    settings.train().validationEntities(),
                    codec,
                    frozen));
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

  private <E> Pairs<E> pairs(
      String name, Dataset<Row> mentions, int distractors, RecordCodec<E> codec, boolean frozen) {
    Dataset<Row> cached = mentions.cache();
    try {
      return collected(name, cached, distractors, codec, frozen);
    } finally {
      cached.unpersist();
    }
  }

  private <E> Pairs<E> collected(
      String name, Dataset<Row> mentions, int distractors, RecordCodec<E> codec, boolean frozen) {
    Dataset<Row> gold = mentions.select(col("gold_qid").as("wanted")).distinct();
    Dataset<Row> wanted = entities().join(gold, col("qid").equalTo(col("wanted")), "left_semi");
    Dataset<Row> others =
        entities()
            .join(gold, col("qid").equalTo(col("wanted")), "left_anti")
            .orderBy(xxhash64(col("qid"), lit(settings.train().seed())), col("qid"))
            .limit(distractors);
    RecordStore<E> entities =
        collect(
            name + "_entities",
            distractors == 0 ? wanted : wanted.unionByName(others),
            new TrainingInputs.Request("qid", true, entityImagesRoot(), frozen),
            codec);
    RecordStore<E> examples =
        collect(
            name,
            mentions,
            new TrainingInputs.Request("mention_key", false, source.imagesRoot(), frozen),
            codec);
    return new Pairs<>(examples, entities, answers(mentions, examples, entities));
  }

  private <E> RecordStore<E> collect(
      String name, Dataset<Row> rows, TrainingInputs.Request request, RecordCodec<E> codec) {
    Dataset<Row> spread = rows.repartition(source.partitions(), col(request.key()));
    RecordStore<E> records =
        TrainingInputs.collect(
            TrainingInputs.of(spread, request, model, settings),
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
      Dataset<Row> mentions, RecordStore<?> examples, RecordStore<?> entities) {
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
                            entities.indexOf(row.getString(1))));
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
