package org.melange.train;

import java.util.List;
import org.melange.link.model.FrozenFeatures;
import org.melange.mmoe.ImageProjection;
import org.melange.mmoe.Matcher;
import org.melange.train.data.Examples;
import org.melange.train.data.MentionPair;
import org.melange.train.optimizer.ParameterGroup;
import org.melange.train.optimizer.ParameterNames;

/**
 * Trains the matcher and the image projections on what a frozen CLIP says, which is computed once
 * beforehand ({@link org.melange.link.model.Encoder#encodeFrozen}). A hundred times cheaper than
 * training CLIP along; see {@link JointTrainer}.
 *
 * <p>With the published gate the released training is reproduced, batch statistics included: freeze
 * the gate's statistics before the model links. Models are trained in place. One thread; trainings
 * in one JVM take turns step by step.
 */
public final class MatcherTrainer {

  private final Matcher matcher;
  private final ImageProjection projection;

  /** A trainer of these two, which stay the caller's. */
  public MatcherTrainer(Matcher matcher, ImageProjection projection) {
    this.matcher = matcher;
    this.projection = projection;
  }

  /**
   * Trains, going on from the folder's last checkpoint if there is one.
   *
   * @param examples mentions with the entities that they mean
   * @throws org.melange.run.JobException if there are no examples, the loss is no number any more,
   *     or the folder is of another training
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
