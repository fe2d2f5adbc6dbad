package org.melange.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.melange.clip.ClipModel;
import org.melange.train.data.ClipInput;
import org.melange.train.data.Examples;
import org.melange.train.optimizer.ParameterGroup;

/**
 * CLIP's own objective: each text of a batch against the images of the batch, and vice versa.
 *
 * @param groups the parameters to train
 * @param examples images with their captions
 * @param encoder the encoder of {@code clip}
 */
public record ClipObjective(
    List<ParameterGroup> groups,
    Examples<ClipInput> examples,
    BatchEncoder<ClipInput> encoder,
    ClipModel clip)
    implements Objective {

  /** ln 100: CLIP limits the factor of similarities to 100 (arXiv 2103.00020, section 2.5). */
  private static final float LARGEST_LOGIT_SCALE = (float) Math.log(100);

  public static Map<String, Parameter> temperature(ClipModel clip) {
    return Map.of("clip.logit_scale", clip.logitScale());
  }

  @Override
  public int size() {
    return examples.size();
  }

  @Override
  public String id(int example) {
    return examples.id(example);
  }

  @Override
  public Loss loss(NDManager manager, int[] batch) {
    List<ClipInput> inputs = Arrays.stream(batch).mapToObj(examples::get).toList();
    ClipBatch features = encoder.encode(manager, inputs);
    return ContrastiveLoss.ofPairs(
        features.textCls(),
        features.imageEmbeddings(),
        clip.logitScale().getArray(),
        Arrays.stream(batch).mapToObj(examples::subject).toArray(String[]::new));
  }

  @Override
  public void backward(NDArray loss, Consumer<NDArray> backward) {
    backward.accept(loss);
    encoder.backward(backward);
  }

  @Override
  public void stepped() {
    limitTemperature(clip);
  }

  static void limitTemperature(ClipModel clip) {
    NDArray scale = clip.logitScale().getArray();
    if (scale.getFloat() > LARGEST_LOGIT_SCALE) {
      clip.logitScale().freeze(true);
      scale.set(FloatBuffer.wrap(new float[] {LARGEST_LOGIT_SCALE}));
      clip.logitScale().freeze(false);
    }
  }
}
