package org.melange.train;

import java.util.List;
import org.melange.clip.ClipModel;

/**
 * Trains CLIP on images and their captions (arXiv 2103.00020), from nothing or on from where it is.
 * Meant for small models: CLIP's own training saw 400 million pairs.
 *
 * <p>The model is trained in place, its temperature included. One thread; trainings in one JVM take
 * turns step by step.
 */
public final class ClipTrainer {

  private final ClipModel clip;

  /** A trainer of {@code clip}, which stays the caller's. */
  public ClipTrainer(ClipModel clip) {
    this.clip = clip;
  }

  /**
   * Trains, going on from the folder's last checkpoint if there is one.
   *
   * @param examples images with their captions
   * @throws org.melange.run.JobException if there are no examples, the loss is no number any more,
   *     or the folder is of another training
   */
  public TrainingResult train(Examples<ClipInput> examples, TrainingRun run) {
    TrainingOptions options = run.options();
    List<ParameterGroup> groups =
        List.of(
            new ParameterGroup(
                ParameterNames.of(clip), options.learningRate(), options.weightDecay()),
            // pulling a temperature towards zero would be no regularisation
            new ParameterGroup(ClipObjective.temperature(clip), options.learningRate(), 0));
    return TrainingLoop.run(
        new ClipObjective(groups, examples, BatchEncoder.computedBy(clip), clip), run);
  }
}
