package org.melange.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import org.melange.clip.ClipModel;
import org.melange.train.data.Examples;
import org.melange.train.data.TextPair;
import org.melange.train.optimizer.ParameterGroup;

/**
 * CLIP's loss on texts alone: each mention of a batch against the entities of the batch, and vice
 * versa, both through the text tower. Pairs of the same entity are not negatives. Many of the
 * others are hard negatives.
 *
 * @param groups the parameters to train
 * @param examples pairs of texts
 * @param clip the model whose text tower is trained
 */
public record TextPairObjective(
    List<ParameterGroup> groups, Examples<TextPair> examples, ClipModel clip) implements Objective {

  /** Members of a group in one batch, which are hard negatives of each other. */
  private static final int GROUP_MEMBERS = 8;

  @Override
  public int size() {
    return examples.size();
  }

  @Override
  public String id(int example) {
    return examples.id(example);
  }

  @Override
  public List<int[]> batches(TrainingOptions options, int epoch) {
    return EpochSampler.grouped(
        EpochSampler.shuffled(size(), options.seed(), epoch),
        options.batchSize(),
        i -> group(examples.get(i), epoch),
        GROUP_MEMBERS);
  }

  @Override
  public Loss loss(NDManager manager, int[] batch) {
    List<TextPair> pairs = Arrays.stream(batch).mapToObj(examples::get).toList();
    NDArray left =
        TextEmbeddings.of(
            clip,
            manager,
            pairs.stream().map(TextPair::left).toList(),
            pairs.stream().mapToInt(TextPair::leftLength).toArray());
    NDArray right =
        TextEmbeddings.of(
            clip,
            manager,
            pairs.stream().map(TextPair::right).toList(),
            pairs.stream().mapToInt(TextPair::rightLength).toArray());
    String[] subjects = Arrays.stream(batch).mapToObj(examples::subject).toArray(String[]::new);
    return ContrastiveLoss.ofPairs(left, right, clip.logitScale().getArray(), subjects);
  }

  @Override
  public void stepped() {
    ClipObjective.limitTemperature(clip);
  }

  private static int group(TextPair pair, int epoch) {
    return pair.groups().length == 0 ? 0 : pair.groups()[epoch % pair.groups().length];
  }
}
