package org.melange.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.melange.clip.ClipModel;
import org.melange.train.data.Examples;
import org.melange.train.data.TextPair;
import org.melange.train.optimizer.GradientCache;
import org.melange.train.optimizer.ParameterGroup;

/**
 * CLIP's loss on texts alone: each mention of a batch against the entities of the batch, and vice
 * versa, both through the text tower. Pairs of the same entity are not negatives. Many of the
 * others are hard negatives.
 *
 * @param groups the parameters to train
 * @param examples pairs of texts
 * @param clip the model whose text tower is trained
 * @param encoder the text tower of {@code clip}
 */
record TextPairObjective(
    List<ParameterGroup> groups,
    Examples<TextPair> examples,
    ClipModel clip,
    GradientCache<Text> encoder)
    implements Objective {

  /** Members of a group in one batch, which are hard negatives of each other. */
  private static final int GROUP_MEMBERS = 8;

  /**
   * A text.
   *
   * @param ids padded
   * @param length tokens without padding, end marker included
   */
  @SuppressWarnings("ArrayRecordComponent") // in flight: never compared
  record Text(long[] ids, int length) {}

  /**
   * An objective of a model's text tower.
   *
   * @param chunk texts that are encoded at a time; 0 for all of a batch
   */
  TextPairObjective(
      List<ParameterGroup> groups, Examples<TextPair> examples, ClipModel clip, int chunk) {
    this(groups, examples, clip, new GradientCache<>((m, texts) -> encode(clip, m, texts), chunk));
  }

  private static NDList encode(ClipModel clip, NDManager manager, List<Text> texts) {
    return new NDList(
        TextEmbeddings.of(
            clip,
            manager,
            texts.stream().map(Text::ids).toList(),
            texts.stream().mapToInt(Text::length).toArray()));
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
  public List<int[]> batches(TrainingOptions options, int epoch) {
    return EpochSampler.grouped(
        EpochSampler.shuffled(size(), options.seed(), epoch),
        options.batchSize(),
        i -> group(examples.get(i), epoch),
        GROUP_MEMBERS);
  }

  @Override
  public Loss loss(NDManager manager, int[] batch) {
    List<Member> members = byLength(batch);
    List<TextPair> pairs = members.stream().map(Member::pair).toList();
    NDArray left =
        encoder
            .encode(manager, pairs.stream().map(p -> new Text(p.left(), p.leftLength())).toList())
            .singletonOrThrow();
    NDArray right =
        encoder
            .encode(manager, pairs.stream().map(p -> new Text(p.right(), p.rightLength())).toList())
            .singletonOrThrow();
    String[] subjects =
        members.stream().map(m -> examples.subject(m.example())).toArray(String[]::new);
    return ContrastiveLoss.ofPairs(left, right, clip.logitScale().getArray(), subjects);
  }

  /** An example of a batch. */
  private record Member(int example, TextPair pair) {}

  /**
   * A batch in the order of the lengths of the texts of entities, which differ most. The loss does
   * not depend on the order.
   */
  private List<Member> byLength(int[] batch) {
    return Arrays.stream(batch)
        .mapToObj(example -> new Member(example, examples.get(example)))
        .sorted(Comparator.comparingInt(member -> member.pair().rightLength()))
        .toList();
  }

  @Override
  public void backward(NDArray loss, Consumer<NDArray> backward) {
    backward.accept(loss);
    encoder.backward(backward);
  }

  @Override
  public void stepped() {
    ClipObjective.limitTemperature(clip);
  }

  private static int group(TextPair pair, int epoch) {
    return pair.groups().length == 0 ? 0 : pair.groups()[epoch % pair.groups().length];
  }
}
