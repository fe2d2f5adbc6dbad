package org.melange.link.row;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.melange.mmoe.Gate;
import org.melange.mmoe.MatcherConfig;

/**
 * The layout of an entity's row. Immutable. A row starts with its head, and most pairs are decided
 * by heads alone. {@link CosineLayout} has nothing else; with a matcher, a row is
 *
 * <pre>
 * head                                       headWidth = coarseWidth + 6 (paper: 998)
 *   coarse                                   coarseWidth = dt + dv + 4h (paper: 992)
 *     text cls    [dt]   normed pooled text
 *     image cls   [dv]   normed pooled image
 *     TI          [h]    text cls attended to by the image (cross unit)
 *     IT          [h]    image cls attended to by the text (cross unit)
 *     text mixed  [h]    w = γ ⊙ e_cls less its mean: what local text scores are taken with
 *     image mixed [h]    likewise
 *   bounds, for text and for image
 *     norm        [1]    sqrt(h) ‖w‖, which no local score exceeds
 *     shift       [1]    e_cls · β, what the layer norm's bias adds to the local score
 *     live        [1]    weight of the active tokens together in the mean over tokens
 * tail                   queries of the active tokens, as {@link RowLayout} and {@link TokenLayout} say
 * </pre>
 *
 * <p>The inner product of a coarse part with a mention's is the score but for two terms, each
 * bounded by the angle that the mention's context can turn by; see {@link NormCone}. Entities whose
 * product and bounds cannot reach the k-th best are not read further.
 */
public sealed interface EntityLayout extends Serializable
    permits RowLayout, TokenLayout, CosineLayout {

  /** Values of bounds in a head. */
  int BOUNDS = 6;

  /** The layout for models of this shape and gate. */
  static EntityLayout of(MatcherConfig config) {
    return config.gate() == Gate.PUBLISHED ? RowLayout.of(config) : TokenLayout.of(config);
  }

  /**
   * The layout with a {@link #code}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static EntityLayout ofCode(String code) {
    String[] parts = code.split(":", 2);
    try {
      if (parts[0].equals(CosineLayout.KIND)) {
        return new CosineLayout(Integer.parseInt(parts[1]));
      }
      int[] widths =
          Arrays.stream(parts[parts.length - 1].split(",")).mapToInt(Integer::parseInt).toArray();
      return Gate.ofCode(parts[0]) == Gate.PUBLISHED
          ? new RowLayout(widths[0], widths[1], widths[2], widths[3])
          : new TokenLayout(widths[0], widths[1], widths[2]);
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException("'" + code + "' is not a layout of rows", e);
    }
  }

  /** The kind and the widths as text, for manifests: {@code published:512,96,96,3}. */
  String code();

  /** The code of the gate of models with such rows, or {@value CosineLayout#KIND}. */
  String kind();

  /** dt, the width of texts. */
  int textDim();

  /** dv, the width of images. */
  int imageDim();

  /** h, the hidden width. */
  int hiddenDim();

  /**
   * Places of scalars in the tail, ascending: counts, shares and offsets, which stay exact when
   * vectors are rounded.
   */
  int[] scalars();

  /** Whether a row can have this layout, by its length. */
  boolean fits(float[] row);

  /** The lengths of rows, for messages. */
  String widthText();

  /** Active tokens whose queries the tail that starts at {@code tail} of {@code numbers} holds. */
  int tokens(Modality unit, float[] numbers, int tail);

  /** From the start of that tail to the first of those queries, [tokens, h], over sqrt(h). */
  int queries(Modality unit, float[] numbers, int tail);

  /** {@code w · b_v}, of the value of gated-out tokens; 0 if there are none. */
  float deadDot(Modality unit, float[] numbers, int tail);

  /** The units that add a local score. */
  default List<Modality> units() {
    return List.of(Modality.values());
  }

  /**
   * Where the parts of a head end whose products make the global scores of texts, of images, and
   * across both. The last end is the number of values in these products.
   */
  default int[] productEnds() {
    return new int[] {textDim(), textDim() + imageDim(), textImage() + 2 * hiddenDim()};
  }

  /** Values in what a mention multiplies a head with. */
  default int queryWidth() {
    return coarseWidth();
  }

  /** Values in the coarse part, which starts a row. */
  default int coarseWidth() {
    return textDim() + imageDim() + 4 * hiddenDim();
  }

  /** Values in the head: the coarse part and the bounds. */
  default int headWidth() {
    return coarseWidth() + BOUNDS;
  }

  /** Where the pooled image starts. */
  default int imageCls() {
    return textDim();
  }

  /** Where TI starts; IT follows. */
  default int textImage() {
    return textDim() + imageDim();
  }

  /** Where IT starts. */
  default int imageText() {
    return textImage() + hiddenDim();
  }

  /** Where a unit's mixed cls starts. */
  default int mixed(Modality unit) {
    return imageText() + (1 + unit.ordinal()) * hiddenDim();
  }

  /** The offset of a unit's norm. */
  default int norm(Modality unit) {
    return coarseWidth() + 3 * unit.ordinal();
  }

  /** The offset of a unit's shift. */
  default int shift(Modality unit) {
    return norm(unit) + 1;
  }

  /** The offset of the weight of a unit's active tokens. */
  default int live(Modality unit) {
    return norm(unit) + 2;
  }
}
