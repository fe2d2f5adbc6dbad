package org.melange.link;

import org.melange.mmoe.Features;
import org.melange.mmoe.Gate;
import org.melange.mmoe.GateScale;
import org.melange.mmoe.Matcher;
import org.melange.mmoe.RandomModel;

/** Compiled rows of random models. */
final class RandomRows {

  private RandomRows() {}

  /** The compiler for a matcher of either gate, statistics frozen on these items. */
  static RowCompiler compiler(Matcher matcher, Features mentions, Features entities) {
    return matcher.config().gate() == Gate.TOKEN
        ? RowCompiler.token(matcher)
        : RowCompiler.published(matcher, RandomModel.statistics(matcher, mentions, entities));
  }

  /** What the matcher's own gate divides by to give the same scores. */
  static GateScale scale(Matcher matcher, Features mentions, Features entities) {
    return matcher.config().gate() == Gate.TOKEN
        ? GateScale.ofBatch()
        : RandomModel.statistics(matcher, mentions, entities);
  }
}
