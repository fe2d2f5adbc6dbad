package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import org.melange.tensor.LayerNorm;
import org.melange.tensor.Linear;
import org.melange.tensor.ScalarOps;
import org.melange.tensor.StateDictBlock;

/**
 * Intra-level matching of one modality (arXiv 2507.07108, section 4.3; {@code TextUnit} and {@code
 * VisionUnit} of the released code): the cls of the entity, after its experts, is compared with the
 * context that the entity's tokens find in the mention.
 *
 * <p>M mentions, E entities, R rows of an entity, S rows of a mention, D feature width, H hidden
 * width.
 */
final class IntraUnit extends StateDictBlock {

  private final GateSite site;
  private final int hidden;
  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final LayerNorm norm;
  private final MixtureOfExperts moe;

  IntraUnit(String path, GateSite site, long width, MatcherConfig config) {
    super(path);
    this.site = site;
    hidden = config.hiddenDim();
    query = child(Linear.of(path("fc_query"), hidden, hidden));
    key = child(Linear.of(path("fc_key"), hidden, hidden));
    value = child(Linear.of(path("fc_value"), hidden, hidden));
    norm = child(new LayerNorm(path("layer_norm"), hidden));
    moe = child(new MixtureOfExperts(path("moe_layer"), width, config));
  }

  SwitchGate gate() {
    return moe.gate();
  }

  /** The input sequence of the unit. */
  Sequence sequence(NDArray cls, Tokens tokens) {
    return Sequence.of(cls, tokens, rows -> rows, moe.gate());
  }

  /** The outputs of the experts for a sequence of mentions or entities. */
  Mixture mix(Router router, Sequence sequence, int[] textLengths) {
    return router.route(moe, site, sequence, sequence, textLengths);
  }

  EntityEncoding.Queries queries(Mixture mixture) {
    return new EntityEncoding.Queries(mixture.cls(), query.apply(mixture.rows()), mixture.shares());
  }

  MentionEncoding.Keys keys(Mixture mixture) {
    return new MentionEncoding.Keys(
        key.apply(mixture.rows()), value.apply(mixture.rows()), mixture.logCounts());
  }

  /**
   * The local score: {@code e_cls · LayerNorm(mean over the entity's tokens of softmax(Q Kᵀ / √H)
   * V)}. The mean is taken before the product with V, which is equal and needs no array [M, E, R,
   * H].
   *
   * @return [M, E]
   */
  NDArray local(MentionEncoding.Keys mentions, EntityEncoding.Queries entities) {
    NDArray weights = weights(mentions, entities).transpose(0, 2, 1); // [M, E, S]
    NDArray context = norm.apply(weights.matMul(mentions.values())); // [M, E, H]
    return context.mul(entities.cls()).sum(new int[] {2}); // [M, E]
  }

  /** The mean attention of the entity's tokens to each row of a mention, [M, S, E]. */
  private NDArray weights(MentionEncoding.Keys mentions, EntityEncoding.Queries entities) {
    long rows = entities.queries().getShape().get(1);
    long keys = mentions.keys().getShape().get(1);
    NDArray flatQueries = entities.queries().reshape(-1, hidden); // [E R, H]
    NDArray logits = mentions.keys().reshape(-1, hidden).matMul(flatQueries.transpose());
    NDArray attention =
        ScalarOps.times(logits, 1 / Math.sqrt(hidden)) // [M S, E R]
            .reshape(-1, keys, entities.cls().getShape().get(0), rows) // [M, S, E, R]
            .add(mentions.logCounts().reshape(-1, keys, 1, 1))
            .softmax(1);
    return attention.mul(entities.shares().reshape(1, 1, -1, rows)).sum(new int[] {3});
  }
}
