package org.melange.link;

import java.io.Serializable;
import java.util.Arrays;
import org.melange.mmoe.Gate;
import org.melange.mmoe.MatcherConfig;

/**
 * Where things stand in the row of an entity. Whatever the gate, a row starts with its head, and
 * most pairs are decided by heads alone:
 *
 * <pre>
 * head    coarse  [coarseWidth]  what is compared with the mention's coarse part by one dot
 *         bounds  [rest]         what bounds the part of a score that is not coarse
 * tail                           what a full score needs besides the head
 * </pre>
 */
public sealed interface EntityLayout extends Serializable permits RowLayout, TokenLayout {

  /** The layout for models of this shape and gate. */
  static EntityLayout of(MatcherConfig config) {
    return config.gate() == Gate.PUBLISHED ? RowLayout.of(config) : TokenLayout.of(config);
  }

  /**
   * The layout that {@link #code} names.
   *
   * @throws IllegalArgumentException if it names none
   */
  static EntityLayout ofCode(String code) {
    String[] parts = code.split(":", 2);
    try {
      int[] widths =
          Arrays.stream(parts[parts.length - 1].split(",")).mapToInt(Integer::parseInt).toArray();
      return Gate.ofCode(parts[0]) == Gate.PUBLISHED
          ? new RowLayout(widths[0], widths[1], widths[2], widths[3])
          : new TokenLayout(widths[0], widths[1], widths[2]);
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException("'" + code + "' names no layout of rows", e);
    }
  }

  /** The gate and the widths as text, for manifests: {@code published:512,96,96,3}. */
  String code();

  /** The gate of models with such rows. */
  Gate gate();

  /** Numbers in the coarse part, which starts a row. */
  int coarseWidth();

  /** Numbers in the head: the coarse part and the bounds. */
  int headWidth();

  /** Whether a row can be laid out so, by its length. */
  boolean fits(float[] row);

  /** How long rows are, in words. */
  String widthText();
}
