package org.melange.spark.learn;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.melange.config.Settings;
import org.melange.config.TrainingSettings;
import org.melange.config.TrainingSettings.ClipTraining;
import org.melange.link.model.FrozenFeatures;
import org.melange.link.model.LinkingModel;
import org.melange.link.row.NameTerm;
import org.melange.mmoe.Gate;
import org.melange.mmoe.GateStatistics;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.model.ModelInfo;
import org.melange.spark.model.ModelOutput;
import org.melange.train.EpochListener;
import org.melange.train.JointTrainer;
import org.melange.train.MatcherTrainer;
import org.melange.train.RankingValidator;
import org.melange.train.TrainingContext;
import org.melange.train.TrainingOptions;
import org.melange.train.TrainingResult;
import org.melange.train.Validator;
import org.melange.train.data.ClipInput;
import org.melange.train.data.ClipInputCodec;
import org.melange.train.data.FrozenCodec;
import org.melange.train.data.Pairs;
import org.melange.train.optimizer.LearningRateSchedule;

/**
 * One training of a model, from where it starts to what is written: with CLIP as it is, or along
 * with it. Its steps are to be taken in the order {@link #train}, {@link #statistics}, {@link
 * #names}, {@link #save}.
 */
public final class ModelTraining implements AutoCloseable {

  private final TrainingSet set;
  private final String model;
  private final String out;
  private final Settings settings;
  private final Path directory;
  private final LinkingModel learner;

  /**
   * A training.
   *
   * @param set what to learn and what to validate on
   * @param data identifies its content
   * @param model directory of the model to start from
   * @param out directory of the trained model, on this machine; checkpoints and curves go to {@code
   *     training/} there
   * @throws JobException if that holds checkpoints of a training from another model or on other
   *     data
   */
  public ModelTraining(TrainingSet set, String data, String model, String out, Settings settings) {
    this.set = set;
    this.model = model;
    this.out = out;
    this.settings = settings;
    directory =
        TrainingDirectory.of(
            out,
            "model %s, data %s, clip %s"
                .formatted(ModelInfo.version(model), data, settings.train().clip()));
    learner = ModelInfo.load(model, settings.features().device());
  }

  /** Trains, going on from the last checkpoint if there is one. */
  public TrainingResult train(EpochListener listener) {
    return settings.train().clip() == ClipTraining.FROZEN ? frozen(listener) : joint(listener);
  }

  /**
   * The frozen statistics of the published gate, over the training mentions and the knowledge base;
   * empty for the token gate. The executors freeze them with a draft of the trained model.
   */
  public Optional<GateStatistics> statistics() {
    if (learner.config().matcher().gate() != Gate.PUBLISHED) {
      return Optional.empty();
    }
    String draft = OutputDirectory.draft(out);
    write(draft, NameTerm.NONE, Optional.empty(), Map.of());
    return Optional.of(set.freeze(draft));
  }

  /**
   * Chooses what names add to scores, on mentions that were not learned from: a draft of the
   * trained model ranks their candidates. {@code link.name-prior} overrides it.
   *
   * @param statistics as {@link #statistics} gave them
   */
  public NameWeightFitter.Fit names(Optional<GateStatistics> statistics) {
    OptionalDouble given = settings.link().namePrior();
    if (given.isPresent()) {
      return new NameWeightFitter.Fit(given.getAsDouble(), 0, 0, 0);
    }
    String draft = OutputDirectory.draft(out);
    write(draft, NameTerm.NONE, statistics, Map.of());
    return set.nameWeight(draft);
  }

  /** Writes the trained model. */
  public Manifest save(
      NameWeightFitter.Fit names, Optional<GateStatistics> statistics, Map<String, Object> facts) {
    return write(out, new NameTerm(names.weight(), 0), statistics, facts);
  }

  /** What {@code train.*} says. */
  public static TrainingOptions options(TrainingSettings settings) {
    return new TrainingOptions(
        settings.epochs(),
        settings.batchSize(),
        settings.learningRate(),
        settings.weightDecay(),
        settings.adamEpsilon(),
        settings.maxGradientNorm() > 0 ? settings.maxGradientNorm() : Double.POSITIVE_INFINITY,
        settings.validateEvery(),
        settings.patience(),
        settings.seed(),
        new LearningRateSchedule(
            LearningRateSchedule.Shape.valueOf(settings.learningRateSchedule().name()),
            settings.warmupShare()),
        settings.precision(),
        settings.encodeBatch());
  }

  private TrainingResult frozen(EpochListener listener) {
    FrozenCodec codec = FrozenCodec.of(learner);
    Pairs<FrozenFeatures> training = set.training(codec, true);
    Optional<Validator> validator =
        set.validation(codec, true)
            .map(
                pairs -> RankingValidator.ofFrozen(learner.matcher(), learner.projection(), pairs));
    listener.gathered(set.missingImages());
    return new MatcherTrainer(learner.matcher(), learner.projection())
        .train(training, run(validator, listener));
  }

  private TrainingResult joint(EpochListener listener) {
    ClipInputCodec codec = ClipInputCodec.of(learner);
    Pairs<ClipInput> training = set.training(codec, false);
    Optional<Validator> validator =
        set.validation(codec, false)
            .map(
                pairs ->
                    RankingValidator.ofInputs(
                        learner.matcher(), learner.projection(), learner.clip(), pairs));
    listener.gathered(set.missingImages());
    return new JointTrainer(
            learner.matcher(),
            learner.projection(),
            learner.clip(),
            settings.train().clipLearningRate())
        .train(training, run(validator, listener));
  }

  private TrainingContext run(Optional<Validator> validator, EpochListener listener) {
    return new TrainingContext(options(settings.train()), directory, validator, listener);
  }

  private Manifest write(
      String to, NameTerm names, Optional<GateStatistics> statistics, Map<String, Object> facts) {
    Path tokenizer = ModelInfo.tokenizer(model);
    return ModelOutput.write(to, here -> learner.save(names, here, tokenizer, statistics, facts));
  }

  @Override
  public void close() {
    learner.close();
    OutputDirectory.discardDraft(out);
  }
}
