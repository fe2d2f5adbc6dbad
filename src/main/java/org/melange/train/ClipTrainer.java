package org.melange.train;

import ai.djl.nn.Parameter;
import java.util.List;
import java.util.Map;
import org.melange.clip.ClipModel;
import org.melange.train.data.ClipInput;
import org.melange.train.data.Examples;
import org.melange.train.data.TextPair;
import org.melange.train.optimizer.ParameterGroup;

/**
 * Trains CLIP on images and their captions (arXiv 2103.00020), from scratch or from existing
 * weights. Meant for small models: CLIP was trained on 400 million pairs.
 *
 * <p>The model is trained in place, including its temperature. Not thread-safe. Trainings in one
 * JVM alternate step by step.
 */
public final class ClipTrainer {

  private final ClipModel clip;

  /** A trainer of {@code clip}, which the caller owns. */
  public ClipTrainer(ClipModel clip) {
    this.clip = clip;
  }

  /**
   * Trains. Resumes from the last checkpoint in the directory, if there is one.
   *
   * @param examples images with their captions
   * @throws org.melange.run.JobException if there are no examples, the loss diverges, or the
   *     directory belongs to another training
   */
  public TrainingResult train(Examples<ClipInput> examples, TrainingContext run) {
    List<ParameterGroup> groups = groups(ParameterNames.of(clip), run.options());
    return TrainingLoop.run(
        new ClipObjective(
            groups, examples, BatchEncoder.computedBy(clip, run.options().encodeBatch()), clip),
        run);
  }

  /**
   * Trains the text tower alone on pairs of texts, without images.
   *
   * @param examples pairs of texts about one entity
   * @throws org.melange.run.JobException as {@link #train}
   */
  public TrainingResult trainTexts(Examples<TextPair> examples, TrainingContext run) {
    List<ParameterGroup> groups = groups(ParameterNames.ofTexts(clip), run.options());
    return TrainingLoop.run(
        new TextPairObjective(groups, examples, clip, run.options().encodeBatch()), run);
  }

  private List<ParameterGroup> groups(Map<String, Parameter> towers, TrainingOptions options) {
    return List.of(
        new ParameterGroup(towers, options.learningRate(), options.weightDecay()),
        // decay of a temperature would not regularize
        new ParameterGroup(ClipObjective.temperature(clip), options.learningRate(), 0));
  }
}
