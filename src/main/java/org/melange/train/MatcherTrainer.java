package org.melange.train;

import java.util.List;
import org.melange.link.model.FrozenFeatures;
import org.melange.mmoe.ImageProjection;
import org.melange.mmoe.Matcher;
import org.melange.train.data.Examples;
import org.melange.train.data.MentionPair;
import org.melange.train.optimizer.ParameterGroup;

/**
 * Trains the matcher and the image projections on features of a frozen CLIP, which are computed
 * once beforehand ({@link org.melange.link.model.Encoder#encodeFrozen}). This is a hundred times
 * cheaper than fine-tuning CLIP jointly; see {@link JointTrainer}.
 *
 * <p>With the published gate this reproduces the released training, which normalizes gates by the
 * batch. The statistics of the gate must be computed before the model links. Models are trained in
 * place. Not thread-safe. Trainings in one JVM alternate step by step.
 */
public final class MatcherTrainer {

  private final Matcher matcher;
  private final ImageProjection projection;

  /** A trainer of these two, which the caller owns. */
  public MatcherTrainer(Matcher matcher, ImageProjection projection) {
    this.matcher = matcher;
    this.projection = projection;
  }

  /**
   * Trains. Resumes from the last checkpoint in the directory, if there is one.
   *
   * @param examples mentions with their gold entities
   * @throws org.melange.run.JobException if there are no examples, the loss diverges, or the
   *     directory belongs to another training
   */
  public TrainingResult train(Examples<MentionPair<FrozenFeatures>> examples, TrainingContext run) {
    TrainingOptions options = run.options();
    ParameterGroup group =
        new ParameterGroup(
            ParameterNames.of(projection, matcher), options.learningRate(), options.weightDecay());
    return TrainingLoop.run(
        new MatcherObjective<>(
            List.of(group),
            examples,
            BatchEncoder.frozen(projection.widths()),
            projection,
            matcher),
        run);
  }
}
