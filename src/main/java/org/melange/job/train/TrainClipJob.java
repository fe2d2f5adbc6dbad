package org.melange.job.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.link.model.LinkingModel;
import org.melange.run.Manifest;
import org.melange.run.Summary;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.learn.ModelTraining;
import org.melange.spark.learn.TextPairs;
import org.melange.spark.learn.TrainingDirectory;
import org.melange.spark.model.ModelInfo;
import org.melange.spark.model.ModelOutput;
import org.melange.spark.post.SplitPart;
import org.melange.train.ClipTrainer;
import org.melange.train.EpochReport;
import org.melange.train.RetrievalValidator;
import org.melange.train.TrainingContext;
import org.melange.train.TrainingResult;
import org.melange.train.Validator;
import org.melange.train.data.ClipInput;
import org.melange.train.data.ClipInputCodec;
import org.melange.train.data.RecordStore;
import org.melange.train.data.TextPair;
import org.melange.train.data.TextPairCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jobs/train-clip}: trains the CLIP of a model on pairs. */
@Command(
    name = "train-clip",
    description = {
      "Trains the CLIP of a model with CLIP's contrastive loss on pairs from a knowledge base and"
          + " data sets: images with the texts of their entities, or mentions and names with the"
          + " texts of their entities (text tower only). Intended for small models of init-model;"
          + " jobs/train continues with its output.",
      "For random weights, start with --set train.learning-rate=1e-3 --set train.adam-epsilon=1e-8"
          + " --set train.batch-size=256.",
      ""
    })
public final class TrainClipJob extends Job {

  /** The kind of pairs. */
  public enum PairKind {
    /** An image and the text of its entity; trains both towers. */
    IMAGES,
    /** Two texts about one entity; trains the text tower. */
    TEXTS
  }

  @Option(names = "--pairs", required = true, paramLabel = "KIND", description = "images or texts.")
  public PairKind pairs;

  @Option(
      names = "--kb",
      required = true,
      paramLabel = "DIR",
      description = "Knowledge base; its images or names are pairs as well.")
  public String kb;

  @Option(
      names = "--dataset",
      paramLabel = "DIR",
      description = "Data set in MIMIC's layout; its training mentions are pairs. May be repeated.")
  public List<String> datasets = new ArrayList<>();

  @Mixin public TrainedModelOptions trained = new TrainedModelOptions();

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new TrainClipJob(), args);
  }

  @Override
  public Optional<String> target() {
    return trained.target();
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    trained.check(settings.verify().checksums(), kb);
    trained.requireMatcher();
    KnowledgeBase base = KnowledgeBase.openWithImages(kb, settings);
    try (ClipPairs data = new ClipPairs(spark, settings, base, datasets, trained.start);
        LinkingModel learner = ModelInfo.load(trained.start, settings.features().device())) {
      TrainingResult result =
          pairs == PairKind.IMAGES
              ? images(learner, data, settings, console)
              : texts(learner, data, settings, console);
      Manifest manifest =
          console.step("writing the model", () -> save(learner, data, settings, result));
      return summary(console, manifest, data, result);
    }
  }

  private TrainingResult images(
      LinkingModel learner, ClipPairs data, Settings settings, Console console) {
    RecordStore<ClipInput> examples =
        console.step("gathering pairs", () -> data.images(ClipInputCodec.of(learner)));
    console.line("  " + data.counts());
    TrainingContext run = run(examples, settings, Optional.empty(), console);
    return console.step(
        "training both towers", () -> new ClipTrainer(learner.clip()).train(examples, run));
  }

  private TrainingResult texts(
      LinkingModel learner, ClipPairs data, Settings settings, Console console) {
    TextPairCodec codec = TextPairCodec.of(learner, TextPairs.KINDS);
    RecordStore<TextPair> examples = console.step("gathering pairs", () -> data.texts(codec));
    Optional<Validator> validator =
        data.validationMentions(codec)
            .map(
                mentions ->
                    new RetrievalValidator(
                        learner.clip(), mentions, data.validationEntities(codec)));
    console.line("  " + data.counts());
    TrainingContext run = run(examples, settings, validator, console);
    return console.step(
        "training the text tower", () -> new ClipTrainer(learner.clip()).trainTexts(examples, run));
  }

  private TrainingContext run(
      RecordStore<?> examples, Settings settings, Optional<Validator> validator, Console console) {
    trained.prepare();
    Path folder =
        TrainingDirectory.of(
            trained.out,
            "clip on %s, model %s, examples %s"
                .formatted(
                    pairs.name().toLowerCase(Locale.ROOT),
                    ModelInfo.version(trained.start),
                    examples.keysDigest()));
    return new TrainingContext(
        ModelTraining.options(settings.train()), folder, validator, new TrainingProgress(console));
  }

  private Manifest save(
      LinkingModel learner, ClipPairs data, Settings settings, TrainingResult result) {
    Path tokenizer = ModelInfo.tokenizer(trained.start);
    Map<String, Object> facts = new TreeMap<>(data.counts());
    facts.put("clip", "trained on " + pairs.name().toLowerCase(Locale.ROOT));
    facts.put("datasets", datasets);
    facts.put("initial_model_version", ModelInfo.version(trained.start));
    facts.put("kb_version", KnowledgeBase.open(kb).version());
    facts.put("epochs", result.history().size());
    facts.put("best_epoch", result.bestEpoch());
    facts.put("settings", settings.source());
    facts.putAll(validation(data, result));
    facts.put("trained", false);
    return ModelOutput.write(
        trained.out, here -> learner.save(here, tokenizer, Optional.empty(), facts));
  }

  /** What was validated on, and what was not trained on for that. */
  private Map<String, Object> validation(ClipPairs data, TrainingResult result) {
    boolean validated = result.history().stream().anyMatch(report -> report.mrr().isPresent());
    Map<String, Object> facts = new TreeMap<>();
    facts.put("validated_on", validated ? data.part().split().toString() : "none");
    if (data.part().split().isPart()) {
      facts.put(SplitPart.FACT, data.part().toString());
    }
    return facts;
  }

  private Summary summary(
      Console console, Manifest manifest, ClipPairs data, TrainingResult result) {
    EpochReport best = result.history().get(result.bestEpoch() - 1);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("model_version", manifest.version());
    values.putAll(data.counts());
    values.putAll(validation(data, result));
    values.put("epochs", result.history().size());
    values.put("best_epoch", result.bestEpoch());
    values.put("loss", best.loss().total());
    best.mrr().ifPresent(mrr -> values.put("validation_mrr", mrr));
    values.put("out", trained.out);
    console.table("Trained CLIP", values);
    return new Summary(values);
  }
}
