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
 * CLIP's loss on texts alone: each mention of a batch against the entities of all, and the other
 * way round, both through the one text tower. Pairs of the same entity are no wrong answers to each
 * other; the others of a batch are, and many of them are chosen to be easily confused.
 *
 * @param groups what to train
 * @param examples pairs of texts
 * @param clip whose text tower learns
 */
public record TextPairObjective(
    List<ParameterGroup> groups, Examples<TextPair> examples, ClipModel clip) implements Objective {

  /** Members of a group that stand in one batch: enough to be told apart, few enough to be rare. */
  private static final int KIN_TOGETHER = 8;

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
    return EpochSampler.withKin(
        EpochSampler.shuffled(size(), options.seed(), epoch),
        options.batchSize(),
        i -> kin(examples.get(i), epoch),
        KIN_TOGETHER);
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
    String[] meant = Arrays.stream(batch).mapToObj(examples::meant).toArray(String[]::new);
    return ContrastiveLoss.ofPairs(left, right, clip.logitScale().getArray(), meant);
  }

  @Override
  public void stepped() {
    ClipObjective.limitTemperature(clip);
  }

  private static int kin(TextPair pair, int epoch) {
    return pair.kin().length == 0 ? 0 : pair.kin()[epoch % pair.kin().length];
  }
}
