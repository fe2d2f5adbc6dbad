package org.melange.link.row;

import org.melange.mmoe.Features;
import org.melange.mmoe.Gate;
import org.melange.mmoe.GateNormalizer;
import org.melange.mmoe.Matcher;
import org.melange.mmoe.RandomModel;

/** Compiled rows of random models. */
public final class RandomRows {

  private RandomRows() {}

  /** The compiler for a matcher of either gate, statistics frozen on these items. */
  public static RowEncoder compiler(Matcher matcher, Features mentions, Features entities) {
    return matcher.config().gate() == Gate.TOKEN
        ? RowEncoder.token(matcher)
        : RowEncoder.published(matcher, RandomModel.statistics(matcher, mentions, entities));
  }

  /** What the matcher's own gate divides by to give the same scores. */
  public static GateNormalizer scale(Matcher matcher, Features mentions, Features entities) {
    return matcher.config().gate() == Gate.TOKEN
        ? GateNormalizer.ofBatch()
        : RandomModel.statistics(matcher, mentions, entities);
  }
}
