package org.melange.job;

import java.nio.file.Path;
import java.util.Optional;
import org.melange.config.Settings;
import org.melange.link.FrozenFeatures;
import org.melange.link.LinkingModel;
import org.melange.train.ClipInput;
import org.melange.train.ClipInputCodec;
import org.melange.train.EpochListener;
import org.melange.train.FrozenCodec;
import org.melange.train.JointTrainer;
import org.melange.train.MatcherTrainer;
import org.melange.train.Pairs;
import org.melange.train.RankingValidator;
import org.melange.train.TrainingOptions;
import org.melange.train.TrainingResult;
import org.melange.train.TrainingRun;
import org.melange.train.Validator;

/**
 * The two ways to train a model: with CLIP as it is, or along with it.
 *
 * @param learner the model, trained in place
 * @param data what to learn and what to validate on
 * @param settings how to train
 * @param folder for checkpoints and curves
 * @param listener told of each epoch
 */
record Trainings(
    LinkingModel learner,
    TrainingData data,
    Settings.Train settings,
    Path folder,
    EpochListener listener) {

  TrainingResult frozen() {
    FrozenCodec codec = FrozenCodec.of(learner);
    Pairs<FrozenFeatures> training = data.training(codec, true);
    Optional<Pairs<FrozenFeatures>> validation = data.validation(codec, true);
    return new MatcherTrainer(learner.matcher(), learner.projection())
        .train(
            training,
            run(
                validation.map(
                    pairs ->
                        RankingValidator.ofFrozen(
                            learner.matcher(), learner.projection(), pairs))));
  }

  TrainingResult joint() {
    ClipInputCodec codec = ClipInputCodec.of(learner);
    Pairs<ClipInput> training = data.training(codec, false);
    Optional<Pairs<ClipInput>> validation = data.validation(codec, false);
    return new JointTrainer(
            learner.matcher(), learner.projection(), learner.clip(), settings.clipLearningRate())
        .train(
            training,
            run(
                validation.map(
                    pairs ->
                        RankingValidator.ofInputs(
                            learner.matcher(), learner.projection(), learner.clip(), pairs))));
  }

  private TrainingRun run(Optional<? extends Validator> validator) {
    return new TrainingRun(options(settings), folder, validator.map(v -> v), listener);
  }

  /** What {@code train.*} says. */
  static TrainingOptions options(Settings.Train settings) {
    return new TrainingOptions(
        settings.epochs(),
        settings.batchSize(),
        settings.learningRate(),
        settings.weightDecay(),
        settings.epsilon(),
        settings.maxGradientNorm() > 0 ? settings.maxGradientNorm() : Double.POSITIVE_INFINITY,
        settings.validateEvery(),
        settings.patience(),
        settings.seed());
  }
}
