package org.melange.mmoe;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.melange.tensor.LayerNorm;
import org.melange.tensor.ScalarOps;
import org.melange.tensor.StateDictBlock;

/**
 * The matcher of MMoE (arXiv 2507.07108; {@code MMoEMatcher} of the released code): scores every
 * mention against every entity as the mean of a text, an image and a cross-modal score.
 *
 * <p>M mentions, E entities, B either, T text tokens, P image tokens, dt text width, dv image
 * width, H hidden width.
 *
 * <p>Results belong to the manager of the features that they were computed from. Intermediate
 * arrays are closed. The matcher's own manager has only the weights, so any number of threads may
 * score while none trains.
 */
public final class Matcher extends StateDictBlock implements AutoCloseable {

  private final MatcherConfig config;
  private final IntraUnit text;
  private final IntraUnit image;
  private final CrossUnit cross;
  private final LayerNorm textClsNorm;
  private final LayerNorm textTokensNorm;
  private final LayerNorm imageClsNorm;
  private final LayerNorm imageTokensNorm;
  private NDManager weights;

  private Matcher(MatcherConfig config) {
    super("");
    this.config = config;
    text = child(new IntraUnit("text_module", GateSite.TEXT, config.textDim(), config));
    image = child(new IntraUnit("vision_module", GateSite.IMAGE, config.imageDim(), config));
    cross = child(new CrossUnit("cross_module", config));
    textClsNorm = child(new LayerNorm("text_cls_layernorm", config.textDim()));
    textTokensNorm = child(new LayerNorm("text_tokens_layernorm", config.textDim()));
    imageClsNorm = child(new LayerNorm("image_cls_layernorm", config.imageDim()));
    imageTokensNorm = child(new LayerNorm("image_tokens_layernorm", config.imageDim()));
  }

  /**
   * A matcher with frozen weights; {@code freezeParameters(false)} makes them trainable.
   *
   * @param config the configuration
   * @param weights asked once for each of {@link #parameterShapes(MatcherConfig)}
   * @param device the device of weights and features
   * @throws IllegalArgumentException if weights are missing or have another size
   */
  public static Matcher create(MatcherConfig config, Weights weights, Device device) {
    Matcher matcher = new Matcher(config);
    matcher.weights = NDManager.newBaseManager(device);
    try {
      for (Parameter parameter : matcher.getParameters().values()) {
        float[] values = weights.values(parameter.getName(), parameter.getShape().getShape());
        requireCount(parameter, values.length);
        parameter.setInitializer((manager, shape, type) -> manager.create(values, shape));
        parameter.initialize(matcher.weights, DataType.FLOAT32);
      }
      return matcher;
    } catch (RuntimeException e) {
      matcher.close();
      throw e;
    }
  }

  /** Names and shapes of all parameters, as in the released code's state dict, in its order. */
  public static Map<String, long[]> parameterShapes(MatcherConfig config) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (Parameter parameter : new Matcher(config).getParameters().values()) {
      shapes.put(parameter.getName(), parameter.getShape().getShape());
    }
    return shapes;
  }

  /** The configuration of this matcher. */
  public MatcherConfig config() {
    return config;
  }

  /** A copy of all weights by name, row-major; shapes are {@link #parameterShapes}. */
  public Map<String, float[]> exportWeights() {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (Parameter parameter : getParameters().values()) {
      values.put(parameter.getName(), parameter.getArray().toFloatArray());
    }
    return values;
  }

  /**
   * Scores all pairs. All features must be on the matcher's device. Needs memory for M × E × T × T
   * floats with the token gate and for M × E × N × N with the published gate. Many entities are
   * scored in chunks.
   *
   * @param mentions M mentions
   * @param entities E entities
   * @param scale for the published gate; ignored by the token gate
   * @return [M, E] each, owned by the manager of {@code mentions}
   * @throws IllegalArgumentException if widths do not fit the model or a sequence is too short for
   *     the published gate
   */
  public Scores match(Features mentions, Features entities, GateNormalizer scale) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      Scores scores = compare(mentionView(mentions, scale), entityView(entities, scale));
      NDScope.unregister(scores.toList());
      return scores;
    }
  }

  /**
   * Scores pairs of one batch: the same scores as {@link #match(Features, Features,
   * GateNormalizer)} with half as many matrix products of twice the size.
   *
   * @param both mentions, then entities
   * @param mentions the number of mentions, which come first
   * @param scale for the published gate
   * @return [M, E] each, owned by the manager of {@code both}
   */
  public Scores match(Features both, int mentions, GateNormalizer scale) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      Router router = Router.ofBoth(config.gate(), mentions, scale);
      MixedFeatures.Halves halves = mixed(both, router).split(mentions);
      Scores scores = compare(mentionView(halves.first()), entityView(halves.second()));
      NDScope.unregister(scores.toList());
      return scores;
    }
  }

  /** Encodes mentions for {@link #score} with several chunks of entities. */
  public MentionEncoding encodeMentions(Features mentions, GateNormalizer scale) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      MentionEncoding encoding = mentionView(mentions, scale);
      NDScope.unregister(encoding.toList());
      return encoding;
    }
  }

  /** Encodes entities for {@link #score} with several batches of mentions. */
  public EntityEncoding encodeEntities(Features entities, GateNormalizer scale) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      EntityEncoding encoding = entityView(entities, scale);
      NDScope.unregister(encoding.toList());
      return encoding;
    }
  }

  /** Scores all pairs of encodings. The result belongs to the manager of {@code mentions}. */
  public Scores score(MentionEncoding mentions, EntityEncoding entities) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      Scores scores = compare(mentions, entities);
      NDScope.unregister(scores.toList());
      return scores;
    }
  }

  /**
   * Adds a batch of one side to the statistics of the four published gates.
   *
   * @throws IllegalStateException if the model has the token gate, which has no statistics
   */
  public void observe(Features batch, Side side, GateStatistics.Accumulator statistics) {
    if (config.gate() != Gate.PUBLISHED) {
      throw new IllegalStateException("the token gate has no statistics to observe");
    }
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NormalizedFeatures normed = normed(batch);
      CrossUnit.Sequences both = cross.sequences(normed);
      Sequence texts = text.sequence(normed.textCls(), normed.text());
      Sequence images = image.sequence(normed.imageCls(), normed.image());
      statistics.add(GateSite.TEXT, side, text.gate().activeScores(texts));
      statistics.add(GateSite.IMAGE, side, image.gate().activeScores(images));
      statistics.add(GateSite.CROSS_TI, side, cross.gate().activeScores(both.imageText()));
      statistics.add(GateSite.CROSS_IT, side, cross.gate().activeScores(both.textImage()));
    }
  }

  /**
   * The experts that each text token ranks in the gates of the text unit and the cross unit. The
   * published gate needs nothing else of the tokens that it does not route.
   *
   * @param tokens [B, T, dt]
   * @return [B · T · 2k], best first, those of the text unit before those of the cross unit
   */
  public long[] textRanks(NDArray tokens) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray normed = textTokensNorm.apply(tokens);
      return text.gate().ranks(normed).concat(cross.textRanks(normed), 2).toLongArray();
    }
  }

  /** {@link #textRanks} of image tokens, [B, P, dv]. */
  public long[] imageRanks(NDArray tokens) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray normed = imageTokensNorm.apply(tokens);
      return image.gate().ranks(normed).concat(cross.imageRanks(normed), 2).toLongArray();
    }
  }

  /** Frees the weights. The matcher cannot be used afterwards. */
  @Override
  public void close() {
    weights.close();
  }

  /**
   * The forward pass of training, with gates normalized by the batch and no padding.
   *
   * @param inputs text cls, text tokens, image cls and image tokens of the mentions, then of the
   *     entities
   * @return score, text, image, cross, [M, E] each
   */
  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    return match(sideOf(inputs, 0), sideOf(inputs, 4), GateNormalizer.ofBatch()).toList();
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape scores = new Shape(inputShapes[0].get(0), inputShapes[4].get(0));
    return new Shape[] {scores, scores, scores, scores};
  }

  private MentionEncoding mentionView(Features mentions, GateNormalizer scale) {
    return mentionView(mixed(mentions, Router.of(config.gate(), Side.MENTION, scale)));
  }

  private EntityEncoding entityView(Features entities, GateNormalizer scale) {
    return entityView(mixed(entities, Router.of(config.gate(), Side.ENTITY, scale)));
  }

  private MentionEncoding mentionView(MixedFeatures mentions) {
    CrossUnit.View view = cross.view(Side.MENTION, mentions.cross());
    return new MentionEncoding(
        mentions.textCls(),
        mentions.imageCls(),
        text.keys(mentions.text()),
        image.keys(mentions.image()),
        view.textImage(),
        view.imageText());
  }

  private EntityEncoding entityView(MixedFeatures entities) {
    CrossUnit.View view = cross.view(Side.ENTITY, entities.cross());
    return new EntityEncoding(
            entities.textCls(),
            entities.imageCls(),
            text.queries(entities.text()),
            image.queries(entities.image()),
            view.textImage(),
            view.imageText())
        .without(config.without());
  }

  private MixedFeatures mixed(Features features, Router router) {
    NormalizedFeatures normed = normed(features);
    int[] lengths = normed.textLengths();
    return new MixedFeatures(
        normed.textCls(),
        normed.imageCls(),
        text.mix(router, text.sequence(normed.textCls(), normed.text()), lengths),
        image.mix(router, image.sequence(normed.imageCls(), normed.image()), lengths),
        cross.context(router, normed));
  }

  private Scores compare(MentionEncoding mentions, EntityEncoding entities) {
    NDArray localText = text.local(mentions.text(), entities.text()); // [M, E]
    NDArray localImage = image.local(mentions.image(), entities.image()); // [M, E]
    NDArray globalText = dots(mentions.textCls(), entities.textCls()); // [M, E]
    NDArray globalImage = dots(mentions.imageCls(), entities.imageCls()); // [M, E]
    NDArray textImage = dots(mentions.textImage(), entities.textImage()); // [M, E]
    NDArray imageText = dots(mentions.imageText(), entities.imageText()); // [M, E]
    return Scores.of(
        ScalarOps.times(localText.add(globalText), 0.5),
        ScalarOps.times(localImage.add(globalImage), 0.5),
        ScalarOps.times(textImage.add(imageText), 0.5));
  }

  private NormalizedFeatures normed(Features features) {
    features.requireWidths(config);
    long routable = config.routableTokens();
    return new NormalizedFeatures(
        textClsNorm.apply(features.textCls()),
        Tokens.of(features.textTokens(), features.textCount(), routable, textTokensNorm::apply),
        imageClsNorm.apply(features.imageCls()),
        Tokens.of(features.imageTokens(), features.imageCount(), routable, imageTokensNorm::apply),
        features.textLengths());
  }

  private static NDArray dots(NDArray mentions, NDArray entities) {
    return mentions.matMul(entities.transpose());
  }

  private static Features sideOf(NDList inputs, int from) {
    return Features.unpadded(
        inputs.get(from), inputs.get(from + 1), inputs.get(from + 2), inputs.get(from + 3));
  }

  private static void requireCount(Parameter parameter, int count) {
    if (count != parameter.getShape().size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "parameter '%s' needs %d values for shape %s but the weights give %d",
              parameter.getName(),
              parameter.getShape().size(),
              parameter.getShape(),
              count));
    }
  }
}
