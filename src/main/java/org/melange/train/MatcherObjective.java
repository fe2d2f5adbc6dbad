package org.melange.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.melange.mmoe.Features;
import org.melange.mmoe.GateNormalizer;
import org.melange.mmoe.ImageProjection;
import org.melange.mmoe.Matcher;
import org.melange.train.data.Examples;
import org.melange.train.data.MentionPair;
import org.melange.train.optimizer.ParameterGroup;

/**
 * The released objective of projections and matcher: each mention of a batch against the entities
 * of the batch, with the published gate normalized by the batch.
 *
 * @param groups the parameters to train
 * @param examples mentions with their gold entities
 * @param encoder provides the CLIP features of both
 * @param <T> the representation of a mention or an entity
 */
record MatcherObjective<T>(
    List<ParameterGroup> groups,
    Examples<MentionPair<T>> examples,
    BatchEncoder<T> encoder,
    ImageProjection projection,
    Matcher matcher)
    implements Objective {

  @Override
  public int size() {
    return examples.size();
  }

  @Override
  public String id(int example) {
    return examples.id(example);
  }

  @Override
  public void startEpoch(int epoch) {
    examples.startEpoch(epoch);
  }

  @Override
  public Loss loss(NDManager manager, int[] batch) {
    List<MentionPair<T>> pairs = Arrays.stream(batch).mapToObj(examples::get).toList();
    List<T> both =
        Stream.concat(
                pairs.stream().map(MentionPair::mention), pairs.stream().map(MentionPair::entity))
            .toList();
    Features features =
        encoder.encode(manager, both).projected(projection, matcher.config().routableTokens());
    return ContrastiveLoss.ofScores(
        matcher.match(features, pairs.size(), GateNormalizer.ofBatch()),
        matcher.config().without());
  }

  @Override
  public void backward(NDArray loss, Consumer<NDArray> backward) {
    backward.accept(loss);
    encoder.backward(backward);
  }
}
