package org.melange.train;

import java.util.List;
import org.melange.clip.ClipModel;
import org.melange.mmoe.ImageProjection;
import org.melange.mmoe.Matcher;
import org.melange.train.data.ClipInput;
import org.melange.train.data.Examples;
import org.melange.train.data.MentionPair;
import org.melange.train.optimizer.ParameterGroup;

/**
 * Fine-tunes CLIP, image projections and matcher jointly, as the released code does. Each step is a
 * forward and backward pass of both towers over all texts and images of the batch. On a CPU that is
 * for small models.
 *
 * <p>Otherwise like {@link MatcherTrainer}.
 */
public final class JointTrainer {

  private final Matcher matcher;
  private final ImageProjection projection;
  private final ClipModel clip;
  private final double clipLearningRate;

  /**
   * A trainer of these three, which the caller owns.
   *
   * @param clipLearningRate the learning rate of CLIP's parameters; the released code has one rate
   *     for all
   */
  public JointTrainer(
      Matcher matcher, ImageProjection projection, ClipModel clip, double clipLearningRate) {
    this.matcher = matcher;
    this.projection = projection;
    this.clip = clip;
    this.clipLearningRate = clipLearningRate;
  }

  /**
   * Trains. Resumes from the last checkpoint in the directory, if there is one.
   *
   * @param examples mentions with their gold entities
   * @throws org.melange.run.JobException if there are no examples, the loss diverges, or the
   *     directory belongs to another training
   */
  public TrainingResult train(Examples<MentionPair<ClipInput>> examples, TrainingContext run) {
    TrainingOptions options = run.options();
    List<ParameterGroup> groups =
        List.of(
            new ParameterGroup(
                ParameterNames.of(projection, matcher),
                options.learningRate(),
                options.weightDecay()),
            new ParameterGroup(ParameterNames.of(clip), clipLearningRate, options.weightDecay()));
    return TrainingLoop.run(
        new MatcherObjective<>(
            groups,
            examples,
            BatchEncoder.computedBy(clip, 2 * options.encodeBatch()),
            projection,
            matcher),
        run);
  }
}
