package org.melange.train;

import ai.djl.nn.Parameter;
import java.util.List;
import java.util.Map;
import org.melange.clip.ClipModel;
import org.melange.train.data.ClipInput;
import org.melange.train.data.Examples;
import org.melange.train.data.TextPair;
import org.melange.train.optimizer.ParameterGroup;
import org.melange.train.optimizer.ParameterNames;

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
  public TrainingResult train(Examples<ClipInput> examples, TrainingContext run) {
    List<ParameterGroup> groups = groups(ParameterNames.of(clip), run.options());
    return TrainingLoop.run(
        new ClipObjective(groups, examples, BatchEncoder.computedBy(clip), clip), run);
  }

  /**
   * Trains the text tower alone on pairs of texts, where there are no pictures; otherwise the same.
   *
   * @param examples pairs of texts that speak of one entity
   * @throws org.melange.run.JobException as {@link #train}
   */
  public TrainingResult trainTexts(Examples<TextPair> examples, TrainingContext run) {
    List<ParameterGroup> groups = groups(ParameterNames.ofTexts(clip), run.options());
    return TrainingLoop.run(new TextPairObjective(groups, examples, clip), run);
  }

  private List<ParameterGroup> groups(Map<String, Parameter> towers, TrainingOptions options) {
    return List.of(
        new ParameterGroup(towers, options.learningRate(), options.weightDecay()),
        // pulling a temperature towards zero would be no regularisation
        new ParameterGroup(ClipObjective.temperature(clip), options.learningRate(), 0));
  }
}
