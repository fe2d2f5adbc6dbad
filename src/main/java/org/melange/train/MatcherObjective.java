package org.melange.train;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.melange.mmoe.Features;
import org.melange.mmoe.GateNormalizer;
import org.melange.mmoe.ImageProjection;
import org.melange.mmoe.Matcher;
import org.melange.train.data.Examples;
import org.melange.train.data.MentionPair;
import org.melange.train.optimizer.ParameterGroup;

/**
 * The released training of projections and matcher: each mention of a batch against the entities of
 * all, the published gate on the batch's own statistics.
 *
 * @param groups what to train
 * @param examples mentions with their entities
 * @param encoder brings either to CLIP's features
 * @param <T> what is known of a mention or an entity
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
  public Loss loss(NDManager manager, int[] batch) {
    List<MentionPair<T>> pairs = Arrays.stream(batch).mapToObj(examples::get).toList();
    List<T> both =
        Stream.concat(
                pairs.stream().map(MentionPair::mention), pairs.stream().map(MentionPair::entity))
            .toList();
    Features features =
        encoder.encode(manager, both).projected(projection, matcher.config().openTokens());
    return ContrastiveLoss.ofScores(
        matcher.match(features, pairs.size(), GateNormalizer.ofBatch()),
        matcher.config().without());
  }
}
