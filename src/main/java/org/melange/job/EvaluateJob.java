package org.melange.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.LinkSettings.CandidateMode;
import org.melange.config.Settings;
import org.melange.config.Split;
import org.melange.eval.Evaluation;
import org.melange.eval.RankComparison;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.job.cli.Sessions;
import org.melange.job.cli.SplitConverter;
import org.melange.job.model.UntrainedModelOption;
import org.melange.link.model.ModelConfig;
import org.melange.mmoe.Gate;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.RunId;
import org.melange.run.Summary;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.io.PathResolver;
import org.melange.spark.kb.CandidateGenerator;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.learn.BaselineRanks;
import org.melange.spark.learn.NameRelations;
import org.melange.spark.learn.Ranks;
import org.melange.spark.learn.ReleasedRanks;
import org.melange.spark.link.GoldRanker;
import org.melange.spark.link.LexicalEntityLinker;
import org.melange.spark.link.LexicalFiles;
import org.melange.spark.link.LexicalLinkerRef;
import org.melange.spark.link.LinkMetrics;
import org.melange.spark.link.LinkingPipeline;
import org.melange.spark.model.ModelInfo;
import org.melange.spark.post.DataSet;
import org.melange.spark.post.PostSource;
import org.melange.spark.post.SplitPart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code jobs/evaluate}: evaluates the links of a model on a labelled data set, and compares them
 * with two baselines without a model.
 */
@Command(
    name = "evaluate",
    description =
        "Ranks the correct entity of each mention of a labelled data set. Reports H@k, MRR and mean"
            + " rank with 95 %% intervals, by groups of mentions, for the model and two baselines.")
public final class EvaluateJob extends Job {

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "DIR",
      description = "Data set in MIMIC's layout: *_train.json, *_dev.json, *_test.json.")
  public String dataset;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      converter = SplitConverter.class,
      defaultValue = "test",
      description =
          "train, dev or test, or a part of it such as train:0.1 (default: ${DEFAULT-VALUE}).")
  public Split split = new Split("test", 1);

  @Option(
      names = "--candidates",
      paramLabel = "MODE",
      defaultValue = "all",
      description =
          "The entities to rank: all (as in the paper), names (candidates by name) or hybrid"
              + " (candidates by name and by vector); default: ${DEFAULT-VALUE}.")
  public CandidateMode candidateMode = CandidateMode.ALL;

  /** How entities are ranked. */
  public enum Protocol {
    /** Gate statistics of the model, and a total order: by score, then QID. */
    FROZEN,
    /** Also as the released code does: gate statistics of each batch, in the order of the files. */
    RELEASED
  }

  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      defaultValue = "frozen",
      description =
          "frozen: ranks do not depend on the batch. released: also rank as the released code does,"
              + " with gate statistics of each batch in the order of the files, and compare both"
              + " (default: ${DEFAULT-VALUE}).")
  public Protocol protocol = Protocol.FROZEN;

  @Option(
      names = "--mention-batch",
      paramLabel = "N",
      defaultValue = "20",
      description = "Mentions of a batch of --protocol released (default: ${DEFAULT-VALUE}).")
  int mentionBatch = 20;

  @Option(
      names = "--entity-batch",
      paramLabel = "N",
      defaultValue = "6000",
      description = "Entities of a batch of --protocol released (default: ${DEFAULT-VALUE}).")
  int entityBatch = 6000;

  @Option(
      names = "--compare",
      arity = "2",
      paramLabel = "DIR",
      description =
          "A further model and its entity table, ranked in the same table; may be repeated.")
  List<String> compared = List.of();

  @Mixin public LinkingOptions linking = new LinkingOptions();
  @Mixin public OutputOptions output = new OutputOptions();

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new EvaluateJob(), args);
  }

  @Override
  public Optional<String> target() {
    return output.target();
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    return evaluate(spark, checkedProtocol(settings), console);
  }

  /**
   * Checks what the released protocol needs. It has no weight of names, so there is none in ranks
   * that are compared with it.
   */
  private Settings checkedProtocol(Settings settings) {
    if (protocol == Protocol.FROZEN) {
      return settings;
    }
    if (mentionBatch < 1 || entityBatch < 1) {
      throw JobException.usage("--mention-batch and --entity-batch must be positive");
    }
    if (candidateMode != CandidateMode.ALL || !linking.hasModel()) {
      throw JobException.usage("--protocol released ranks all entities by a model");
    }
    ModelConfig config = ModelInfo.config(linking.model);
    if (config.zeroShot().isPresent() || config.matcher().gate() != Gate.PUBLISHED) {
      throw JobException.usage(
          "--protocol released is for the published gate: %s has no gate statistics"
              .formatted(linking.model));
    }
    if (settings.link().namePrior().orElse(0) != 0) {
      throw JobException.usage("--protocol released has no weight of names: link.name-prior=0");
    }
    return settings.with(List.of("link.name-prior=0"));
  }

  private Summary evaluate(SparkSession spark, Settings settings, Console console) {
    output.check(linking.inputs());
    output.check(compared.toArray(String[]::new));
    KnowledgeBase base = linking.checkedBase(settings);
    linking.requireHeldOut(part(settings));
    for (LinkingOptions model : models()) {
      model.checkedTable(base, settings);
      model.requireHeldOut(part(settings));
    }
    boolean trained = !linking.hasModel() || UntrainedModelOption.warn(linking.model, console);
    DataSet data = new DataSet(dataset);
    int partitions = Sessions.partitions(spark, settings.run().partitions());
    try (PostSource source = data.read(spark, split.name(), settings, partitions);
        DataSet.Gold gold =
            console.step("selecting mentions", () -> gold(spark, base, source, settings))) {
      PostOptions.requireShare(source, settings, console);
      long mentions = gold.usable().count();
      if (mentions == 0) {
        throw JobException.input(
            dataset
                + ", split "
                + split
                + ": no mention has its entity in "
                + linking.kb
                + ": "
                + gold.left());
      }
      output.prepare();
      Console.Timed<Optional<LinkMetrics>> ranked =
          console.timed(
              "ranking " + mentions + " mentions", () -> rank(spark, settings, base, data, gold));
      return report(spark, settings, console, base, gold, mentions / ranked.seconds())
          .withAll(new Summary(ranked.result().map(LinkMetrics::scoring).orElse(Map.of())))
          .with(UntrainedModelOption.KEY, trained);
    }
  }

  /** The model, if there is one, and those that it is compared with. */
  private List<LinkingOptions> models() {
    List<LinkingOptions> models = new ArrayList<>();
    if (linking.hasModel()) {
      models.add(linking);
    }
    for (int i = 0; i + 1 < compared.size(); i += 2) {
      LinkingOptions other = new LinkingOptions();
      other.kb = linking.kb;
      other.model = compared.get(i);
      other.table = compared.get(i + 1);
      models.add(other);
    }
    return models;
  }

  private SplitPart part(Settings settings) {
    return new SplitPart(split, settings.train().seed());
  }

  /** The column of a model's ranks: {@code rank}, {@code rank_2} and so on. */
  private static String column(int model) {
    return model == 0 ? "rank" : "rank_" + (model + 1);
  }

  private DataSet.Gold gold(
      SparkSession spark, KnowledgeBase base, PostSource source, Settings settings) {
    Settings values = linking.hasModel() ? settings : LexicalEntityLinker.settings(settings);
    Dataset<Row> mentions = DataSet.mentions(part(settings).of(source.posts()), linking.kb, values);
    return DataSet.Gold.of(mentions, base.entities(spark))
        .spread(Sessions.partitions(spark, settings.run().partitions()));
  }

  private Optional<LinkMetrics> rank(
      SparkSession spark, Settings settings, KnowledgeBase base, DataSet data, DataSet.Gold gold) {
    Dataset<Row> candidates =
        new CandidateGenerator().setKb(linking.kb).setSettings(settings).transform(gold.usable());
    LexicalLinkerRef lexical =
        LexicalLinkerRef.of(
            base,
            base.index(spark, settings.link().table()),
            LexicalFiles.weights(linking.kb),
            settings.link().maxCandidates());
    List<GoldRanker> rankers = new ArrayList<>();
    Dataset<Row> ranked = null;
    for (LinkingOptions model : models()) {
      LinkingPipeline pipeline = model.pipeline(imagesRoot(settings), settings);
      GoldRanker ranker = pipeline.ranker(candidateMode);
      Dataset<Row> encoded = pipeline.features().transform(candidates);
      Dataset<Row> ranks = ranker.transform(encoded);
      if (protocol == Protocol.RELEASED && rankers.isEmpty()) {
        ranks =
            new ReleasedRanks(data, split.name(), mentionBatch, entityBatch)
                .addTo(ranks, encoded, base, model.model, settings);
      }
      ranked = ranked == null ? ranks : joined(ranked, ranks, column(rankers.size()));
      rankers.add(ranker);
    }
    write(
        spark,
        settings,
        base,
        data,
        NameRelations.add(ranked == null ? unranked(candidates) : ranked, base.entities(spark)),
        BaselineRanks.of(candidates, base.entities(spark), lexical));
    return rankers.stream().findFirst().flatMap(GoldRanker::times);
  }

  private static Dataset<Row> unranked(Dataset<Row> candidates) {
    return candidates
        .withColumn("rank", lit(null).cast("int"))
        .withColumn("image_status", lit(LexicalEntityLinker.UNUSED));
  }

  /** Adds the ranks of a further model. */
  private static Dataset<Row> joined(Dataset<Row> ranked, Dataset<Row> ranks, String column) {
    return ranked
        .join(
            ranks.select(col("mention_key").as("other_key"), col("rank").as(column)),
            col("mention_key").equalTo(col("other_key")))
        .drop("other_key");
  }

  private void write(
      SparkSession spark,
      Settings settings,
      KnowledgeBase base,
      DataSet data,
      Dataset<Row> ranked,
      Dataset<Row> baselines) {
    boolean ofTraining = split.name().equals("train");
    if (ofTraining && !split.isPart() || !data.has("train")) {
      Dataset<Row> none = spark.emptyDataFrame().withColumn("seen", lit(null).cast("string"));
      Ranks.write(ranked, baselines, none, output.out);
    } else {
      try (PostSource train = data.read(spark, "train", settings, 1)) {
        Dataset<Row> posts = ofTraining ? part(settings).restOf(train.posts()) : train.posts();
        Ranks.write(ranked, baselines, seen(posts, base.entities(spark)), output.out);
      }
    }
  }

  /** Entities of the training split. */
  private static Dataset<Row> seen(Dataset<Row> train, Dataset<Row> entities) {
    return DataSet.resolved(DataSet.withGold(train), entities)
        .select(col("gold_qid").as("seen"))
        .distinct();
  }

  private String imagesRoot(Settings settings) {
    return PathResolver.absolute(new DataSet(dataset).imagesRoot(settings));
  }

  private Summary report(
      SparkSession spark,
      Settings settings,
      Console console,
      KnowledgeBase base,
      DataSet.Gold gold,
      double mentionsPerSecond) {
    List<Evaluation> systems = new ArrayList<>();
    List<LinkingOptions> models = models();
    for (int i = 0; i < models.size(); i++) {
      String system = models.size() == 1 ? "model" : "model " + models.get(i).model;
      systems.add(new Evaluation(system, Ranks.read(spark, output.out, column(i))));
    }
    Optional<RankComparison> freezing = Optional.empty();
    if (protocol == Protocol.RELEASED) {
      Evaluation released =
          new Evaluation(
              systems.get(0).system() + ", released protocol",
              Ranks.read(spark, output.out, ReleasedRanks.COLUMN));
      freezing = Optional.of(RankComparison.of(released, systems.get(0)));
      systems.add(1, released);
    }
    systems.add(
        new Evaluation("names and descriptions", Ranks.read(spark, output.out, "rank_by_lexical")));
    Evaluation names =
        new Evaluation(EvaluationReport.NAME_PRIOR, Ranks.read(spark, output.out, "rank_by_name"));
    systems.add(names);
    systems.add(new Evaluation("shared words", Ranks.read(spark, output.out, "rank_by_overlap")));
    Map<String, Object> facts = facts(base, gold, settings);
    EvaluationReport report =
        new EvaluationReport(systems, facts, freezing, RankComparison.of(names, systems.get(0)));
    console.print(report.markdown());
    report.write(output.out);
    Map<String, Object> compared = new LinkedHashMap<>();
    freezing.ifPresent(comparison -> compared.put("freezing", comparison.toMap()));
    Summary summary =
        summary(systems.get(0), gold, mentionsPerSecond)
            .withAll(new Summary(compared))
            .withAll(new Summary(images(spark, settings, console)));
    facts.putAll(summary.values());
    OutputDirectory.finish(output.out, new Manifest("evaluation", RunId.next(), facts));
    return summary;
  }

  /** The outcomes of images, where a model used them. */
  private Map<String, Object> images(SparkSession spark, Settings settings, Console console) {
    if (models().isEmpty()) {
      return Map.of();
    }
    ImageReport images =
        new ImageReport("mentions", imagesRoot(settings), Ranks.images(spark, output.out));
    images.warn(console);
    images.requireShare(settings.images());
    return images.facts();
  }

  private Map<String, Object> facts(KnowledgeBase base, DataSet.Gold gold, Settings settings) {
    Map<String, Object> facts = new TreeMap<>();
    facts.put("dataset", dataset);
    facts.put("dataset_hash", DataSet.hash(gold.usable()));
    facts.put("split", part(settings).toString());
    facts.put("bootstrap_draws", Evaluation.DRAWS);
    facts.put("seed", Evaluation.SEED);
    facts.put("settings", settings.source());
    facts.put("protocol", protocol.name().toLowerCase(Locale.ROOT));
    if (protocol == Protocol.RELEASED) {
      facts.put("mention_batch", mentionBatch);
      facts.put("entity_batch", entityBatch);
    }
    facts.put("candidates", candidateMode.name().toLowerCase(Locale.ROOT));
    facts.put("entities", base.manifest().fact("entities").orElse("?"));
    facts.put("kb_version", base.version());
    facts.put(
        "model_version",
        linking.hasModel()
            ? ModelInfo.version(linking.model)
            : LexicalFiles.weights(linking.kb).version());
    if (!compared.isEmpty()) {
      facts.put("compared", compared);
    }
    facts.put("mentions_dropped", gold.left());
    facts.put("melange", Manifest.melange());
    return facts;
  }

  private Summary summary(Evaluation model, DataSet.Gold gold, double mentionsPerSecond) {
    Map<String, Object> values = new LinkedHashMap<>();
    model
        .estimates()
        .forEach((metric, estimate) -> values.put(metric.key(), round(estimate.value(), 1e6)));
    values.put("mean_rank", round(model.meanRank().orElse(0), 10));
    values.put("mentions", (long) model.mentions().size());
    values.put("mentions_dropped", gold.left());
    values.put("mentions_per_second", round(mentionsPerSecond, 10));
    values.put("out", output.out);
    return new Summary(values);
  }

  private static double round(double value, double precision) {
    return Math.round(value * precision) / precision;
  }
}
