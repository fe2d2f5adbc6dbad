package org.melange.job;

import static org.apache.spark.sql.functions.col;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.melange.config.Settings;
import org.melange.config.Split;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.job.cli.Sessions;
import org.melange.job.cli.SplitConverter;
import org.melange.job.model.UntrainedModelOption;
import org.melange.link.calibrate.Calibration;
import org.melange.link.calibrate.LinkingMode;
import org.melange.link.lexical.LexicalLinker;
import org.melange.link.lexical.LexicalWeights;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.RunId;
import org.melange.run.Summary;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.io.PathResolver;
import org.melange.spark.kb.CandidateGenerator;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.learn.ConfidenceFitter;
import org.melange.spark.learn.HeldOut;
import org.melange.spark.learn.LexicalChoices;
import org.melange.spark.learn.NameWeightFitter;
import org.melange.spark.link.CalibrationStore;
import org.melange.spark.link.LexicalEntityLinker;
import org.melange.spark.link.LexicalFiles;
import org.melange.spark.link.LexicalLinkerRef;
import org.melange.spark.link.LinkingPipeline;
import org.melange.spark.model.ModelInfo;
import org.melange.spark.post.DataSet;
import org.melange.spark.post.PostSource;
import org.melange.spark.post.SplitPart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jobs/calibrate}: fits the confidence of links on labelled mentions. */
@Command(
    name = "calibrate",
    description = {
      "Fits the confidence of links on mentions that the model was not trained on, with the correct"
          + " entity of some of them hidden. Chooses the threshold below which a link becomes NIL."
          + " Writes calibration.json into the model's directory, for annotate, and reports to"
          + " --out. With --check, judges the calibration that is there.",
      ""
    })
public final class CalibrateJob extends Job {

  /** The best and the second-best candidate, and one more, because one may be hidden. */
  private static final int CHOSEN = 3;

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
      defaultValue = "dev",
      description =
          "train, dev or test, or a part of it such as train:0.1, but nothing that the model was"
              + " trained on (default: ${DEFAULT-VALUE}).")
  Split split = new Split("dev", 1);

  @Option(
      names = "--check",
      description =
          "Judge the calibration that is there on mentions that it was not fitted on: fit and"
              + " replace nothing.")
  boolean check;

  @Mixin public LinkingOptions linking = new LinkingOptions();
  @Mixin public OutputOptions output = new OutputOptions();

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new CalibrateJob(), args);
  }

  @Override
  public Optional<String> target() {
    return output.target();
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    output.check(linking.inputs());
    KnowledgeBase base = linking.checkedBase(settings);
    if (linking.hasModel()) {
      linking.checkedTable(base, settings);
      UntrainedModelOption.warn(linking.model, console);
    }
    linking.requireHeldOut(part(settings));
    return run(spark, checked(settings, base), console, base);
  }

  private Summary run(SparkSession spark, Settings settings, Console console, KnowledgeBase base) {
    DataSet data = new DataSet(dataset);
    int partitions = Sessions.partitions(spark, settings.run().partitions());
    try (PostSource source = data.read(spark, split.name(), settings, partitions)) {
      PostOptions.requireShare(source, settings, console);
      Dataset<Row> mentions =
          mentions(spark, settings, base, source)
              .repartition(partitions, col("mention_key"))
              .persist(StorageLevel.MEMORY_AND_DISK());
      try {
        Map<String, Long> states = states(mentions);
        output.prepare();
        return linking.hasModel()
            ? calibrated(spark, settings, console, base, mentions, states)
            : lexical(spark, settings, console, base, mentions, states);
      } finally {
        mentions.unpersist();
      }
    }
  }

  /** With {@code --check}: the settings that the calibration was made with. */
  private Settings checked(Settings settings, KnowledgeBase base) {
    return check
        ? settings.with(
            List.of("link.name-prior=" + existing(settings, base).ranking().namePrior()))
        : settings;
  }

  /**
   * The calibration that is checked.
   *
   * @throws JobException if there is none, or it does not fit
   */
  private Calibration existing(Settings settings, KnowledgeBase base) {
    if (!linking.hasModel()) {
      return new LexicalEntityLinker()
          .setKb(linking.kb)
          .fittingCalibration()
          .orElseThrow(() -> JobException.usage("--check: no calibration fits " + linking.kb));
    }
    Calibration calibration =
        CalibrationStore.of(linking.model)
            .orElseThrow(() -> JobException.usage("--check: no calibration in " + linking.model));
    calibration.requireFit(
        linking.model,
        ModelInfo.version(linking.model),
        base.version(),
        mode(settings, calibration.ranking().namePrior()));
    return calibration;
  }

  private static LinkingMode mode(Settings settings, double namePrior) {
    return new LinkingMode(
        settings.link().candidates().name().toLowerCase(Locale.ROOT),
        settings.link().namePrior().orElse(namePrior));
  }

  private SplitPart part(Settings settings) {
    return new SplitPart(split, settings.train().seed());
  }

  /** Without a model, descriptions are compared by the linker itself. */
  private Settings enrichment(Settings settings) {
    return linking.hasModel() ? settings : LexicalEntityLinker.settings(settings);
  }

  /** Calibrates links by names and descriptions. */
  private Summary lexical(
      SparkSession spark,
      Settings settings,
      Console console,
      KnowledgeBase base,
      Dataset<Row> mentions,
      Map<String, Long> states) {
    int limit = Math.min(LexicalLinker.MAX_CANDIDATES, settings.link().maxCandidates());
    Dataset<Row> candidates =
        HeldOut.withoutExcluded(
            new CandidateGenerator()
                .setKb(linking.kb)
                .setSettings(settings)
                .setLimit(limit + 1)
                .transform(mentions.filter(col("state").notEqual(DataSet.NO_ANSWER))),
            limit);
    LexicalWeights weights = LexicalFiles.weights(linking.kb);
    LexicalLinkerRef linker =
        LexicalLinkerRef.of(base, base.index(spark, settings.link().table()), weights, limit);
    List<HeldOut.Choice> choices =
        console.step("choosing entities", () -> LexicalChoices.of(candidates, linker));
    CalibrationFolds.Result result = result(spark, settings, console, base, choices);
    return finish(
        console,
        settings,
        new Subject(weights.version(), LexicalFiles.MODE, linking.kb),
        base,
        result,
        facts(settings, mentions, states, result),
        Map.of());
  }

  /**
   * What a calibration is for.
   *
   * @param version of the model, or of the weights of names and descriptions
   * @param mode how entities are chosen
   * @param directory where the calibration is written
   */
  private record Subject(String version, LinkingMode mode, String directory) {}

  private CalibrationFolds.Result result(
      SparkSession spark,
      Settings settings,
      Console console,
      KnowledgeBase base,
      List<HeldOut.Choice> choices) {
    if (check) {
      return CalibrationFolds.Result.of(
          existing(settings, base), choices, settings.calibrate().targetPrecision());
    }
    return console.step(
        "fitting confidences",
        () -> new CalibrationFolds(settings.calibrate(), new ConfidenceFitter(spark)).fit(choices));
  }

  /** Calibrates on mentions, which are read several times. */
  private Summary calibrated(
      SparkSession spark,
      Settings settings,
      Console console,
      KnowledgeBase base,
      Dataset<Row> mentions,
      Map<String, Long> states) {
    Dataset<Row> encoded = encoded(mentions, settings).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      NameWeightFitter.Fit names = names(encoded, settings, console);
      return calibrated(
          spark,
          settings.with(List.of("link.name-prior=" + names.weight())),
          console,
          base,
          new Inputs(mentions, encoded, states, names));
    } finally {
      encoded.unpersist();
    }
  }

  /** Labelled mentions, the same with features, how many have each state, and the names' weight. */
  private record Inputs(
      Dataset<Row> mentions,
      Dataset<Row> encoded,
      Map<String, Long> states,
      NameWeightFitter.Fit names) {}

  private Summary calibrated(
      SparkSession spark, Settings settings, Console console, KnowledgeBase base, Inputs inputs) {
    HeldOut.Chosen chosen =
        console.step("choosing entities", () -> HeldOut.chosen(linked(inputs.encoded(), settings)));
    ImageReport images = new ImageReport("mentions", imagesRoot(settings), chosen.images());
    images.warn(console);
    images.requireShare(settings.images());
    CalibrationFolds.Result result = result(spark, settings, console, base, chosen.choices());
    Map<String, Object> facts = facts(settings, inputs.mentions(), inputs.states(), result);
    facts.putAll(inputs.names().facts());
    Subject subject =
        new Subject(ModelInfo.version(linking.model), mode(settings, 0), linking.model);
    return finish(console, settings, subject, base, result, facts, images.facts());
  }

  private Dataset<Row> mentions(
      SparkSession spark, Settings settings, KnowledgeBase base, PostSource source) {
    Dataset<Row> posts = part(settings).of(source.posts());
    Dataset<Row> mentions =
        DataSet.states(
            DataSet.mentions(posts, linking.kb, enrichment(settings)), base.entities(spark));
    return HeldOut.drawn(mentions, settings.calibrate());
  }

  private Map<String, Long> states(Dataset<Row> mentions) {
    Map<String, Long> states =
        mentions.groupBy("state").count().collectAsList().stream()
            .collect(
                Collectors.toMap(
                    row -> row.getString(0), row -> row.getLong(1), Long::sum, TreeMap::new));
    if (states.getOrDefault(DataSet.USABLE, 0L) == 0) {
      throw JobException.input(
          "%s, split %s: no mention has its entity in %s: %s"
              .formatted(dataset, split, linking.kb, states));
    }
    return states;
  }

  /** Mentions with candidates and features, which are read twice. */
  private Dataset<Row> encoded(Dataset<Row> mentions, Settings settings) {
    int limit = settings.link().maxCandidates();
    LinkingPipeline pipeline = linking.pipeline(imagesRoot(settings), settings);
    Dataset<Row> answered = mentions.filter(col("state").notEqual(DataSet.NO_ANSWER));
    return pipeline
        .features()
        .transform(
            HeldOut.withoutExcluded(pipeline.candidates(limit + 1).transform(answered), limit)
                .withColumn("named", col("candidates")));
  }

  /** The weight of names of the settings, or else the best on mentions that have their entity. */
  private NameWeightFitter.Fit names(Dataset<Row> encoded, Settings settings, Console console) {
    OptionalDouble given = settings.link().namePrior();
    if (given.isPresent()) {
      return new NameWeightFitter.Fit(given.getAsDouble(), 0, 0, 0);
    }
    Dataset<Row> linkable =
        encoded.filter(col("excluded").isNull().and(col("state").equalTo(DataSet.USABLE)));
    return console.step(
        "choosing the weight of names",
        () ->
            NameWeightFitter.fit(
                linkable, linking.pipeline(imagesRoot(settings), settings).nameWeights()));
  }

  private Dataset<Row> linked(Dataset<Row> encoded, Settings settings) {
    return linking
        .pipeline(imagesRoot(settings), settings)
        .uncalibrated(CHOSEN)
        .linkEncoded(encoded);
  }

  private String imagesRoot(Settings settings) {
    return PathResolver.absolute(new DataSet(dataset).imagesRoot(settings));
  }

  private Map<String, Object> facts(
      Settings settings,
      Dataset<Row> mentions,
      Map<String, Long> states,
      CalibrationFolds.Result result) {
    Map<String, Object> facts = new TreeMap<>(result.facts());
    facts.put("dataset", dataset);
    facts.put("dataset_hash", DataSet.hash(mentions));
    facts.put("split", part(settings).toString());
    states.forEach((state, count) -> facts.put("mentions_" + state, count));
    facts.put("nil_share", settings.calibrate().nilShare());
    facts.put("target_precision", settings.calibrate().targetPrecision());
    facts.put("folds", settings.calibrate().folds());
    facts.put("seed", settings.calibrate().seed());
    facts.put("max_candidates", settings.link().maxCandidates());
    facts.put("melange", Manifest.melange());
    return facts;
  }

  private Summary finish(
      Console console,
      Settings settings,
      Subject subject,
      KnowledgeBase base,
      CalibrationFolds.Result result,
      Map<String, Object> facts,
      Map<String, Object> images) {
    Calibration calibration =
        check
            ? existing(settings, base)
            : new Calibration(
                subject.version(),
                base.version(),
                subject.mode(),
                result.curve(),
                result.point().threshold(),
                facts);
    requireOthers(calibration, facts);
    CalibrationReport report =
        new CalibrationReport(
            calibration, result, check ? "these mentions" : "cross-validation", facts);
    report.write(output.out);
    if (!check) {
      CalibrationStore.write(calibration, subject.directory());
    }
    console.print(report.markdown());
    if (!check && !result.reached()) {
      console.line(
          String.format(
              Locale.ROOT,
              "  no threshold reaches a precision of %.0f %%; the best one has %.1f %%",
              100 * settings.calibrate().targetPrecision(),
              100 * result.point().precision()));
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("calibration_version", calibration.version());
    values.put("model_version", calibration.modelVersion());
    values.put("kb_version", calibration.kbVersion());
    values.putAll(result.facts());
    values.put("name_prior", calibration.ranking().namePrior());
    values.putAll(images);
    values.put("out", output.out);
    Summary summary = new Summary(values);
    OutputDirectory.finish(output.out, new Manifest("calibration", RunId.next(), summary.values()));
    return summary;
  }

  /** Requires that a calibration is not checked on the mentions that it was fitted on. */
  private void requireOthers(Calibration calibration, Map<String, Object> facts) {
    String hash = "dataset_hash";
    if (check && facts.get(hash).equals(calibration.facts().get(hash))) {
      throw JobException.usage("--check: the calibration was fitted on these mentions");
    }
  }
}
