package org.melange.spark.learn;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.FeatureSettings.DeviceChoice;
import org.melange.config.Settings;
import org.melange.job.SmallWorld;
import org.melange.link.model.FeatureCache;
import org.melange.link.model.FrozenFeatures;
import org.melange.link.model.LinkingModel;
import org.melange.run.JobException;
import org.melange.spark.io.JvmSingletons;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.learn.TrainingSet.Validation;
import org.melange.spark.model.ModelInfo;
import org.melange.testing.Float32;
import org.melange.testing.LocalSpark;
import org.melange.train.data.FrozenCodec;
import org.melange.train.data.Pairs;

/** What a training is given: the same, however the work was divided. */
class TrainingSetTest {

  private static SmallWorld world;
  private static FrozenCodec codec;

  @TempDir private Path dir;

  @BeforeAll
  static void makeWorld() {
    world = SmallWorld.get();
    try (LinkingModel model = ModelInfo.load(world.model(), DeviceChoice.CPU)) {
      codec = FrozenCodec.of(model);
    }
  }

  /** A mention of each third entity, and a second one of some. */
  private static Dataset<Row> mentions() {
    Dataset<Row> entities =
        KnowledgeBase.open(world.kb())
            .entities(LocalSpark.session())
            .filter(expr("int(substring(qid, 2)) % 3 = 0"))
            .select(col("qid"), col("label"));
    return entities
        .withColumn(
            "again", expr("explode(if(int(substring(qid, 2)) % 2 = 0, array(1, 2), array(1)))"))
        .select(
            concat(lit("post-"), col("qid"), lit("/"), col("again")).as("mention_key"),
            concat(lit("post-"), col("qid")).as("post_id"),
            col("again").cast("string").as("mention_id"),
            col("label").as("mention"),
            concat(lit("Here is "), col("label"), lit(" "), col("again")).as("text"),
            expr("cast(array() as array<struct<uri string, bytes binary>>)").as("images"),
            col("qid").as("gold_qid"));
  }

  private static TrainingSet set(Dataset<Row> train, Dataset<Row> dev, int parts, String... more) {
    Settings settings = Settings.load(Optional.empty(), List.of(more));
    return new TrainingSet(
        new TrainingSet.Source(
            train,
            Optional.ofNullable(dev).map(mentions -> new Validation(Validation.DEV, mentions)),
            ".",
            parts),
        KnowledgeBase.open(world.kb()),
        world.model(),
        settings);
  }

  @Test
  void everyMentionHasItsEntityHoweverTheWorkIsDivided() {
    Set<Object> before = LocalSpark.cached();
    try (TrainingSet one = set(mentions(), null, 1);
        TrainingSet many = set(mentions().repartition(4, col("text")), null, 5)) {
      Pairs<FrozenFeatures> pairs = one.training(codec, true);
      assertThat(pairs.size()).isEqualTo((int) mentions().count()).isGreaterThan(20);
      assertThat(ids(pairs)).isSorted().doesNotHaveDuplicates();
      for (int i = 0; i < pairs.size(); i++) {
        String gold = pairs.entities().id(pairs.answers()[i]);
        assertThat(pairs.id(i)).startsWith("post-" + gold + "/");
      }
      assertThat(pairs.entities().size()).isLessThan(pairs.size());
      assertThat(one.validation(codec, true)).isEmpty();

      Pairs<FrozenFeatures> again = many.training(codec, true);
      assertThat(ids(again)).isEqualTo(ids(pairs));
      assertThat(again.answers()).isEqualTo(pairs.answers());
      for (int i = 0; i < pairs.size(); i++) {
        assertThat(again.get(i).mention().textCls())
            .containsExactly(pairs.get(i).mention().textCls(), within(Float32.ofSums(512, 1)));
      }
      assertThat(before).containsAll(LocalSpark.cached());
    }
  }

  @Test
  void someAreValidatedOnAmongTheirEntitiesAndSomeOthers() {
    Set<String> before = new HashSet<>();
    for (int others : new int[] {0, 10}) {
      try (TrainingSet set =
          set(
              mentions(),
              mentions(),
              3,
              "train.validation-mentions=7",
              "train.validation-entities=" + others)) {
        Pairs<FrozenFeatures> pairs = set.validation(codec, true).orElseThrow();
        assertThat(pairs.size()).isEqualTo(7);
        Set<String> golds = new HashSet<>();
        IntStream.range(0, 7).forEach(i -> golds.add(pairs.entities().id(pairs.answers()[i])));
        assertThat(pairs.entities().size()).isEqualTo(golds.size() + others);
        assertThat(ids(pairs)).allMatch(id -> golds.stream().anyMatch(q -> id.contains(q + "/")));
        assertThat(before.isEmpty() || before.equals(golds)).isTrue();
        before = golds;
      }
    }
  }

  @Test
  void imagesThatAreMissingAreCountedBySideAndReason() {
    Dataset<Row> absent =
        mentions()
            .withColumn(
                "images",
                expr(
                    "if(mention_id = '2', array(named_struct('uri', 'absent.png', 'bytes',"
                        + " cast(null as binary))), images)"));
    long twice = absent.filter("mention_id = '2'").count();
    long once = absent.count() - twice;
    try (TrainingSet set = set(absent, null, 2)) {
      assertThat(set.missingImages()).isEmpty();
      Pairs<FrozenFeatures> pairs = set.training(codec, true);
      assertThat(set.missingImages())
          .containsEntry("train_image_absent", twice)
          .containsEntry("train_without_image", once);
      assertThat(set.imageStatus()).containsOnlyKeys("train", "train_entities");
      assertThat(
              set.imageStatus().get("train_entities").values().stream()
                  .mapToLong(Long::longValue)
                  .sum())
          .isEqualTo(pairs.entities().size());
      assertThat(set.imagesRoot()).isEqualTo("file:" + Path.of("").toAbsolutePath());
    }
  }

  @Test
  void anEpochDrawsOneOfTheImagesOfAnEntityAndNoneIsComputedTwice() {
    KnowledgeBase base = KnowledgeBase.open(world.kb());
    Dataset<Row> some = base.entities(LocalSpark.session()).filter("size(images) = 1").limit(6);
    List<String> images =
        some.select("images").collectAsList().stream()
            .map(row -> row.<String>getList(0).get(0))
            .distinct()
            .limit(3)
            .toList();
    assertThat(images).hasSize(3);
    String three = "array('" + String.join("','", images) + "')";
    Dataset<Row> several = some.withColumn("images", expr(three));
    String root = base.manifest().fact("images_root").orElseThrow();
    KnowledgeBase kb =
        KnowledgeBase.write(several, dir.resolve("kb").toString(), Map.of("images_root", root));
    assertThat(kb.entities(LocalSpark.session()).filter("size(images) = 3").count()).isEqualTo(6);
    Dataset<Row> mentions =
        several.select(
            col("qid").as("mention_key"),
            col("label").as("mention"),
            concat(lit("Here is "), col("label")).as("text"),
            expr("cast(array() as array<struct<uri string, bytes binary>>)").as("images"),
            col("qid").as("gold_qid"));
    Settings settings = Settings.load(Optional.empty(), List.of("features.cache-bytes=123456789"));
    TrainingSet.Source source =
        new TrainingSet.Source(
            mentions, Optional.of(new Validation(Validation.DEV, mentions)), ".", 2);
    try (TrainingSet set = new TrainingSet(source, kb, world.model(), settings)) {
      Pairs<FrozenFeatures> pairs = set.training(codec, true);
      assertThat(pairs.size()).isEqualTo(6);
      assertThat(pairs.entities().size()).isEqualTo(6);
      assertThat(set.imageStatus().get("train_entities")).isEqualTo(Map.of("ok", 18L));
      Pairs<FrozenFeatures> first = set.validation(codec, true).orElseThrow();
      Set<List<Float>> seen = new HashSet<>();
      for (int epoch = 1; epoch <= 40; epoch++) {
        pairs.startEpoch(epoch);
        FrozenFeatures drawn = pairs.get(0).entity();
        seen.add(values(drawn.imageEmbedding()));
        assertThat(drawn.textCls()).isEqualTo(pairs.entities().get(pairs.answers()[0]).textCls());
      }
      assertThat(seen).hasSize(3).contains(values(first.get(0).entity().imageEmbedding()));
      FeatureCache cache = cache(123456789);
      long texts =
          mentions.select("text").distinct().count()
              + several.select("label", "description").distinct().count();
      assertThat(cache.computed()).isEqualTo(texts + 3);
    }
  }

  private static List<Float> values(float[] all) {
    return IntStream.range(0, all.length).mapToObj(i -> all[i]).toList();
  }

  /** The cache of this JVM that a training with so much heap for it used. */
  private static FeatureCache cache(long bytes) {
    try (LinkingModel model = ModelInfo.load(world.model(), DeviceChoice.CPU)) {
      return JvmSingletons.get(
          "feature cache " + model.encoder().version() + " " + bytes,
          () -> {
            throw new AssertionError("the training used another cache");
          });
    }
  }

  private static List<String> ids(Pairs<?> pairs) {
    return IntStream.range(0, pairs.size()).mapToObj(pairs::id).toList();
  }

  @Test
  void anEstimatorHasNothingToLearnFromWithoutAnswers() {
    LinkerTrainer trainer =
        new LinkerTrainer().setKb(world.kb()).setModel(world.model()).setDirectory(dir.toString());
    Dataset<Row> nil = mentions().withColumn("gold_qid", lit("nil"));
    assertThatThrownBy(() -> trainer.fit(nil))
        .isInstanceOf(JobException.class)
        .hasMessageContainingAll("nothing to learn from", world.kb(), "nil=" + nil.count());
    assertThatThrownBy(() -> trainer.fit(nil.drop("gold_qid", "images")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("LinkerTrainer: ", "no column 'images'", "no column 'gold_qid'");
    assertThatThrownBy(() -> trainer.setValidationShare(0.95))
        .hasMessageContaining("validationShare");
    assertThat(trainer.transformSchema(nil.schema()).fieldNames())
        .contains("qid", "confidence", "model_version");
    assertThat(dir).isEmptyDirectory();
  }
}
