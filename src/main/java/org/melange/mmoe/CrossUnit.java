package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;
import org.melange.tensor.LayerNorm;
import org.melange.tensor.Linear;
import org.melange.tensor.StateDictBlock;

/**
 * Inter-level matching (arXiv 2507.07108, section 4.4; {@code CrossUnit} of the released code): the
 * cls of each modality attends to the tokens of the other, and mentions are compared with entities.
 *
 * <p>B batch, T text tokens, P image tokens, H hidden width, R rows of a mixture.
 */
final class CrossUnit extends StateDictBlock {

  /** TI = [text cls; image tokens] and IT = [image cls; text tokens], H wide. */
  record Sequences(Sequence textImage, Sequence imageText) {}

  /**
   * The projected cls of each modality and its context from the tokens of the other, [B, H] each.
   *
   * @param text the projected text cls
   * @param image the projected image cls
   * @param textFound context of the text cls from the image tokens
   * @param imageFound context of the image cls from the text tokens
   */
  record Context(NDArray text, NDArray image, NDArray textFound, NDArray imageFound) {

    /** The context of the first {@code items} of the batch. */
    Context first(long items) {
      return map(x -> x.get(":{}", items));
    }

    /** The context of all but the first {@code items} of the batch. */
    Context after(long items) {
      return map(x -> x.get("{}:", items));
    }

    private Context map(UnaryOperator<NDArray> part) {
      return new Context(
          part.apply(text), part.apply(image), part.apply(textFound), part.apply(imageFound));
    }
  }

  /** The cls of each modality fused with its context, [B, H] each. */
  record View(NDArray textImage, NDArray imageText) {}

  private final Linear textProjection;
  private final Linear imageProjection;
  private final Linear contextGate;
  private final LayerNorm norm;
  private final MixtureOfExperts moe;

  CrossUnit(String path, MatcherConfig config) {
    super(path);
    int hidden = config.hiddenDim();
    textProjection = child(Linear.autocast(path("text_fc"), config.textDim(), hidden));
    imageProjection = child(Linear.autocast(path("image_fc"), config.imageDim(), hidden));
    contextGate = child(Linear.of(path("gate_fc"), hidden, 1));
    norm = child(new LayerNorm(path("gate_layer_norm"), hidden));
    // The released code declares this norm and never applies it. Its weights are kept so that
    // state dicts pass through unchanged.
    child(new LayerNorm(path("context_layer_norm"), hidden));
    moe = child(new MixtureOfExperts(path("moe_layer"), hidden, config));
  }

  SwitchGate gate() {
    return moe.gate();
  }

  Sequences sequences(NormalizedFeatures normed) {
    return new Sequences(
        Sequence.of(
            textProjection.apply(normed.textCls()), normed.image(), imageProjection::apply, gate()),
        Sequence.of(
            imageProjection.apply(normed.imageCls()),
            normed.text(),
            textProjection::apply,
            gate()));
  }

  /** The experts that text tokens rank, [B, T, dt] to [B, T, k]. */
  NDArray textRanks(NDArray normedTokens) {
    return moe.gate().ranks(textProjection.apply(normedTokens));
  }

  /** The experts that image tokens rank, [B, P, dv] to [B, P, k]. */
  NDArray imageRanks(NDArray normedTokens) {
    return moe.gate().ranks(imageProjection.apply(normedTokens));
  }

  /** Lets each cls attend to the tokens of the other modality, for mentions or entities. */
  Context context(Router router, NormalizedFeatures normed) {
    Sequences both = sequences(normed);
    Sequence ti = both.textImage();
    Sequence it = both.imageText();
    int[] lengths = normed.textLengths();
    Mixture mixedTi = router.route(moe, GateSite.CROSS_TI, ti, it, lengths);
    Mixture mixedIt = router.route(moe, GateSite.CROSS_IT, it, ti, lengths);
    return new Context(
        ti.rows().get(":, 0"), it.rows().get(":, 0"), attend(mixedTi), attend(mixedIt));
  }

  View view(Side side, Context context) {
    return new View(
        fuse(side, context.text(), context.textFound()),
        fuse(side, context.image(), context.imageFound()));
  }

  /** Attention of the cls row to the other rows with unscaled dot products, [B, H]. */
  private static NDArray attend(Mixture mixture) {
    NDArray cls = mixture.cls().expandDims(1); // [B, 1, H]
    NDArray logits = cls.matMul(mixture.rows().transpose(0, 2, 1)); // [B, 1, R]
    NDArray attention = logits.add(mixture.logCounts().expandDims(1)).softmax(2); // [B, 1, R]
    return attention.matMul(mixture.rows()).squeeze(1); // [B, H]
  }

  /**
   * {@code LayerNorm(cls · tanh(gate_fc(g)) + context)}, where g is the context for an entity and
   * the projected cls for a mention. The two sides differ in the released code.
   */
  private NDArray fuse(Side side, NDArray cls, NDArray context) {
    NDArray gateInput = side == Side.ENTITY ? context : cls; // [B, H]
    return norm.apply(cls.mul(contextGate.apply(gateInput).tanh()).add(context)); // [B, H]
  }
}
