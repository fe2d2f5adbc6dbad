package org.melange.spark.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.ImageSettings;
import org.melange.config.LinkSettings;
import org.melange.config.LinkSettings.CalibrationUse;
import org.melange.config.LinkSettings.CandidateMode;
import org.melange.config.LinkSettings.Search;
import org.melange.config.Settings;
import org.melange.config.TableSettings;
import org.melange.config.TableSettings.Distribution;
import org.melange.config.TableSettings.TablePrecision;
import org.melange.job.SmallWorld;
import org.melange.spark.enrich.DescriptionEnricher;
import org.melange.spark.features.ClipFeatures;
import org.melange.spark.kb.CandidateGenerator;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.model.DeviceReport;
import org.melange.spark.row.PostCodec;
import org.melange.spark.table.EntityEncoder;
import org.melange.testing.LocalSpark;

/** The stages as anyone would use them with Spark ML, outside the jobs. */
class StagesTest {

  private static final String POSTS =
      "tag int, post_id string, text string,"
          + " mentions array<struct<mention_id: string, text: string, start: int, end: int>>,"
          + " images array<struct<uri: string, bytes: binary>>";

  private static SmallWorld world;

  @TempDir private Path dir;

  @BeforeAll
  static void makeWorld() {
    world = SmallWorld.get();
  }

  @Test
  void mentionsAreThoseGivenOrFoundByName() {
    Dataset<Row> mentions =
        new MentionExtractor()
            .setKb(world.kb())
            .transform(
                posts(
                    "{'tag': 1, 'post_id': 'a', 'text': 'x', 'mentions': [{'mention_id': 'm',"
                        + " 'text': 'x'}]}",
                    "{'tag': 2, 'post_id': 'b', 'text': 'A flag of Monaco and one of Indonesia.'}",
                    "{'tag': 3, 'post_id': 'c', 'text': 'Monaco', 'mentions': []}"));
    assertThat(mentions.columns())
        .containsExactly(
            "tag",
            "post_id",
            "text",
            "images",
            "mention_id",
            "mention",
            "span_start",
            "span_end",
            "context");
    assertThat(
            mentions.select("tag", "mention", "span_start").collectAsList().stream()
                .map(Row::mkString)
                .toList())
        .hasSizeGreaterThanOrEqualTo(3)
        .contains("1xnull", "2Monaco10")
        .noneMatch(row -> row.startsWith("3"));
  }

  @Test
  void candidatesAreThoseOfTheNameAndNeverMoreThanTheLimit() {
    Dataset<Row> mentions =
        LocalSpark.rows(
            "mention string, tag int",
            json("{'mention': 'Monaco', 'tag': 4}", "{'mention': 'zzzzqqqq', 'tag': 5}"));
    List<Row> rows =
        new CandidateGenerator().setKb(world.kb()).setLimit(1).transform(mentions).collectAsList();
    assertThat(PostCodec.list(rows.get(0), "candidates"))
        .singleElement()
        .satisfies(candidate -> assertThat(candidate.<String>getAs("qid")).startsWith("Q"));
    assertThat(PostCodec.list(rows.get(1), "candidates")).isEmpty();
    assertThat(rows).extracting(row -> row.<Integer>getAs("tag")).containsExactly(4, 5);
  }

  @Test
  void descriptionsAreChosenByWordsWhereNoServiceIsNamed() {
    Dataset<Row> mentions =
        LocalSpark.rows(
            "mention string, text string, span_start int, span_end int, tag int",
            json(
                "{'mention': 'Georgia', 'text': 'Georgia, a painter of flowers', 'tag': 1}",
                "{'mention': 'Georgia', 'text': 'Georgia', 'span_start': 0, 'span_end': 7, 'tag':"
                    + " 2}",
                "{'mention': 'Sakartvelo', 'text': 'Sakartvelo', 'tag': 3}",
                "{'mention': 'zzzzqqqq', 'text': 'zzzzqqqq', 'tag': 4}"));
    List<String> rows =
        descriptions().transform(mentions).collectAsList().stream()
            .map(
                row ->
                    row.getAs("tag")
                        + " "
                        + row.getAs("enrichment_status")
                        + " "
                        + row.getAs("description"))
            .toList();
    assertThat(rows)
        .containsExactly(
            "1 lexical American painter of flowers and deserts",
            "2 lexical_none_fits null",
            "3 single_candidate country in the South Caucasus, on the Black Sea",
            "4 no_candidate null");
    Settings off = Settings.load(java.util.Optional.empty(), List.of("enrich.strategy=off"));
    assertThat(descriptions().setSettings(off).transform(mentions).collectAsList())
        .hasSize(4)
        .allMatch(row -> row.getAs("enrichment_status").equals("off"))
        .allMatch(row -> row.getAs("description") == null);
  }

  @Test
  void featuresAndLinksCanBeHadOneAfterTheOther() {
    Dataset<Row> mentions =
        LocalSpark.rows(
            "tag int, mention string, text string, images array<struct<uri: string, bytes:"
                + " binary>>",
            json(
                "{'tag': 1, 'mention': 'Monaco', 'text': 'Monaco', 'images': [{'uri':"
                    + " 'absent.png'}]}",
                "{'tag': 2, 'mention': 'Monaco', 'text': 'Monaco', 'images': []}"));
    List<Row> features = features().transform(mentions).collectAsList();
    assertThat(features)
        .extracting(row -> row.<String>getAs("image_status"))
        .containsExactly("absent", "none");
    assertThat(features.get(0).<byte[]>getAs("image_cls"))
        .isEqualTo(features.get(1).<byte[]>getAs("image_cls"))
        .hasSize(8 * Float.BYTES);
    EntityLinker all = linker();
    all.setCandidateMode(CandidateMode.ALL).set(all.topK(), 3).set(all.namePrior(), 0.0);
    List<Row> links = all.transform(features().transform(mentions)).collectAsList();
    assertThat(links.get(0).schema().fieldNames())
        .startsWith("tag", "mention", "text", "image_status")
        .doesNotContain("images", "text_cls");
    assertThat(PostCodec.list(links.get(1), "candidates")).hasSize(3);
    assertThat(links.get(0).<Float>getAs("score")).isEqualTo(links.get(1).<Float>getAs("score"));
  }

  @Test
  void linksAreTheSameHoweverTheTableComesAndHowManyMentionsAreScoredTogether() {
    Dataset<Row> mentions = candidates().transform(extractor().transform(posts(samplePosts())));
    Dataset<Row> features = features().transform(mentions);
    for (CandidateMode mode : CandidateMode.values()) {
      List<String> expected = sorted(linker(mode, 1000, 256, 1L << 40).transform(features));
      assertThat(expected).hasSize(12);
      assertThat(sorted(linker(mode, 1000, 5, 1).transform(features))).isEqualTo(expected);
      EntityLinker sent = linker(mode, 1000, 1, 30_000);
      sent.set(sent.distribution(), "broadcast").set(sent.cache(), dir.resolve("c").toString());
      assertThat(sorted(sent.transform(features))).isEqualTo(expected);
      assertThat(sent.times().orElseThrow().seconds()).containsKey("kernel");
      assertThat((Double) sent.times().orElseThrow().seconds().get("kernel")).isPositive();
    }
  }

  @Test
  void mentionsAndCandidatesAreTheSameHoweverTheIndexComes() throws IOException {
    List<String> expected = sorted(mentionsWithCandidates());
    Settings sent =
        Settings.defaults()
            .with(
                List.of(
                    "link.table.distribution=broadcast",
                    "link.table.cache-dir=" + dir.resolve("sent")));
    Dataset<Row> mentions = extractor().setSettings(sent).transform(posts(samplePosts()));
    assertThat(sorted(candidates().setSettings(sent).transform(mentions))).isEqualTo(expected);
    try (Stream<Path> copies = Files.list(dir.resolve("sent"))) {
      assertThat(copies.map(copy -> copy.getFileName().toString()))
          .anyMatch(name -> name.startsWith("index-"));
    }
  }

  @Test
  void theNearestJoinThoseOfTheName() {
    Dataset<Row> features =
        features().transform(candidates().transform(extractor().transform(posts(samplePosts()))));
    List<String> all = sorted(linker(CandidateMode.ALL, 1, 256, 1).transform(features));
    List<String> names = sorted(linker(CandidateMode.NAMES, 1, 256, 1).transform(features));
    assertThat(names).isNotEqualTo(all);
    assertThat(sorted(linker(CandidateMode.HYBRID, 1000, 256, 1).transform(features)))
        .isEqualTo(all);
    Row near = linker(CandidateMode.HYBRID, 2, 256, 1).transform(features).first();
    int byName = PostCodec.list(mentionsWithCandidates().first(), "candidates").size();
    assertThat(PostCodec.list(near, "candidates")).hasSizeBetween(byName, byName + 2);
  }

  private Dataset<Row> mentionsWithCandidates() {
    return candidates().transform(extractor().transform(posts(samplePosts())));
  }

  private static EntityLinker linker(CandidateMode mode, int nearest, int together, long maxBytes) {
    EntityLinker linker = linker();
    linker.setCandidateMode(mode);
    linker
        .set(linker.nearest(), nearest)
        .set(linker.mentionsAtOnce(), together)
        .set(linker.maxTableBytes(), maxBytes);
    return linker;
  }

  @Test
  void aSavedPipelineLinksAsBefore() throws IOException {
    Dataset<Row> posts = posts(samplePosts());
    PipelineModel fitted = pipeline().fit(posts);
    fitted.save(dir.resolve("model").toString());
    pipeline().save(dir.resolve("pipeline").toString());
    List<String> before = sorted(fitted.transform(posts));
    assertThat(before).hasSize(12);
    assertThat(sorted(PipelineModel.load(dir.resolve("model").toString()).transform(posts)))
        .isEqualTo(before);
    assertThat(
            sorted(Pipeline.load(dir.resolve("pipeline").toString()).fit(posts).transform(posts)))
        .isEqualTo(before);
  }

  @Test
  void savedStagesKeepTheirParameters() throws IOException {
    ClipFeatures features = new ClipFeatures("f").ofEntities().setImagesRoot("s3a://b/ i");
    features.setImages(new ImageSettings(77, 78)).setModel("m").setDevice("cpu");
    features.setBatchSize(5).setThreads(2);
    features.save(dir.resolve("f").toString());
    ClipFeatures read = ClipFeatures.read().load(dir.resolve("f").toString());
    assertThat(read.uid()).isEqualTo("f");
    assertThat(read.extractParamMap().toString()).isEqualTo(features.extractParamMap().toString());
    DescriptionEnricher descriptions = descriptions().setRetryFailed(true);
    descriptions.save(dir.resolve("d").toString());
    assertThat(
            DescriptionEnricher.read()
                .load(dir.resolve("d").toString())
                .extractParamMap()
                .toString())
        .isEqualTo(descriptions.extractParamMap().toString());
    EntityLinker linker =
        new EntityLinker("l")
            .setTable("t")
            .setLink(
                new LinkSettings(
                    CandidateMode.ALL,
                    List.of("Q5", "Q6"),
                    1,
                    6,
                    OptionalDouble.of(0.25),
                    Search.APPROXIMATE,
                    5,
                    2,
                    7,
                    3L << 40,
                    new TableSettings(TablePrecision.INT8, Distribution.BROADCAST, "/c", true),
                    CalibrationUse.ANY_KB,
                    OptionalDouble.of(0.5)));
    linker.save(dir.resolve("l").toString());
    assertThat(EntityLinker.read().load(dir.resolve("l").toString()).extractParamMap().toString())
        .isEqualTo(linker.extractParamMap().toString());
    assertThat(linker.copy(linker.extractParamMap()).extractParamMap().toString())
        .isEqualTo(linker.extractParamMap().toString());
  }

  @Test
  void everyParameterHasASetter() {
    for (Transformer stage :
        List.of(
            new MentionExtractor(),
            new DescriptionEnricher(),
            new CandidateGenerator(),
            new ClipFeatures(),
            new EntityLinker(),
            new LexicalEntityLinker())) {
      List<String> methods =
          Arrays.stream(stage.getClass().getMethods()).map(method -> method.getName()).toList();
      for (Param<?> param : stage.params()) {
        String name = param.name();
        String setter = "set" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        assertThat(methods)
            .as(stage.getClass() + " " + name)
            .contains(name.equals("side") ? "ofEntities" : setter);
      }
    }
  }

  @Test
  void eachSettingOfTheEnrichmentCanBeSetAlone() {
    DescriptionEnricher stage =
        new DescriptionEnricher()
            .setSetting("enrich.endpoint", "https://host/v1")
            .setSetting("enrich.retry.max-attempts", "3");
    Settings settings = Settings.ofSource(stage.getOrDefault(stage.settings()));
    assertThat(settings.enrich())
        .isEqualTo(
            Settings.load(
                    java.util.Optional.empty(),
                    List.of("enrich.endpoint=https://host/v1", "enrich.retry.max-attempts=3"))
                .enrich());
    assertThatThrownBy(() -> stage.setSetting("enrich.endpont", "x"))
        .isInstanceOf(org.melange.config.ConfigException.class);
  }

  @Test
  void schemasAreKnownBeforeAnythingRuns() {
    Dataset<Row> posts = posts(samplePosts());
    StructType told = pipeline().transformSchema(posts.schema());
    Dataset<Row> linked = pipeline().fit(posts).transform(posts);
    assertThat(told.fieldNames()).isEqualTo(linked.schema().fieldNames()).contains("tag", "qid");
    assertThat(linked.first().schema().fieldNames()).isEqualTo(told.fieldNames());
  }

  @Test
  void columnsThatAreMissingOrWrongAreNamed() {
    StructType nothing = StructType.fromDDL("x int");
    assertFault(extractor(), nothing, "MentionExtractor: no column 'text'");
    assertFault(
        extractor(),
        StructType.fromDDL("text string, mentions string"),
        "column 'mentions' is string, not array");
    assertFault(descriptions(), nothing, "DescriptionEnricher: no column 'mention' of string");
    assertFault(candidates(), nothing, "CandidateGenerator: no column 'mention' of string");
    assertFault(features(), nothing, "ClipFeatures: ", "'images'");
    assertFault(linker(), nothing, "EntityLinker: ", "'text_cls'", "'image_status'");
    assertFault(new EntityEncoder(), nothing, "EntityCompiler: ", "'image_tokens'");
    assertFault(
        candidates(), StructType.fromDDL("mention int"), "column 'mention' is int, not string");
    assertFault(
        features(),
        StructType.fromDDL("mention string, text string, images array<int>"),
        "column 'images' is array<int>, not array<struct<uri:string,bytes:binary>>");
  }

  @Test
  void columnsThatAreThereAlreadyAreNamed() {
    assertFault(
        candidates(),
        StructType.fromDDL("mention string, candidates string"),
        "CandidateGenerator adds columns that the input has already: candidates");
    assertFault(
        extractor(),
        StructType.fromDDL(POSTS + ", mention string, span_end int"),
        "already: mention, span_end");
  }

  @Test
  void parametersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new CandidateGenerator().setLimit(0)).hasMessageContaining("limit");
    assertThatThrownBy(() -> features().setBatchSize(0)).hasMessageContaining("batchSize");
    assertThatThrownBy(() -> features().setDevice("tpu")).hasMessageContaining("device");
    assertThatThrownBy(() -> features().setThreads(-1)).hasMessageContaining("threads");
    assertThatThrownBy(() -> features().setImages(new ImageSettings(1L << 32, 1)))
        .hasMessageContaining("maxImageBytes");
  }

  @Test
  void askingForTheGpuWithoutOneFailsAndSaysWhatToSet() {
    ClipFeatures features = features();
    features.setDevice("gpu");
    Dataset<Row> mentions =
        LocalSpark.rows(
            "mention string, text string, images array<struct<uri: string, bytes: binary>>",
            json("{'mention': 'a', 'text': 'a'}"));
    assertThatThrownBy(() -> features.transform(mentions).collectAsList())
        .hasStackTraceContaining("spark.task.resource.gpu.amount");
  }

  @Test
  void tasksOfALocalSparkAreGivenTheCpu() {
    Settings settings = Settings.defaults();
    assertThat(DeviceReport.run(LocalSpark.session(), settings.features(), 2))
        .containsExactly(java.util.Map.entry("cpu() of executor driver", 2L));
  }

  private static void assertFault(Transformer stage, StructType schema, String... parts) {
    assertThatThrownBy(() -> stage.transformSchema(schema))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  private static String[] samplePosts() {
    List<String> posts = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      posts.add(
          String.format(
              Locale.ROOT,
              "{'tag': %d, 'post_id': 'p%d', 'text': 'Monaco, %d', 'mentions': [{'mention_id': '0',"
                  + " 'text': 'Monaco'}]}",
              i,
              i,
              i));
    }
    return posts.toArray(String[]::new);
  }

  private static Pipeline pipeline() {
    return new Pipeline()
        .setStages(
            new PipelineStage[] {extractor(), descriptions(), candidates(), features(), linker()});
  }

  private static MentionExtractor extractor() {
    return new MentionExtractor().setKb(world.kb());
  }

  private static DescriptionEnricher descriptions() {
    return new DescriptionEnricher().setKb(world.kb());
  }

  private static CandidateGenerator candidates() {
    return new CandidateGenerator().setKb(world.kb());
  }

  private static ClipFeatures features() {
    ClipFeatures features =
        new ClipFeatures().ofMentions().setImagesRoot(world.sample().toString());
    features.setModel(world.model()).setBatchSize(5);
    return features;
  }

  private static EntityLinker linker() {
    EntityLinker linker = new EntityLinker().setTable(world.table());
    linker.setModel(world.model());
    return linker;
  }

  private static Dataset<Row> posts(String... rows) {
    return LocalSpark.rows(POSTS, json(rows));
  }

  private static List<String> json(String... rows) {
    return Arrays.stream(rows).map(row -> row.replace('\'', '"')).toList();
  }

  private static List<String> sorted(Dataset<Row> rows) {
    return rows.toJSON().collectAsList().stream().sorted().toList();
  }
}
