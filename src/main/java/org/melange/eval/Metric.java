package org.melange.eval;

import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * What is reported of ranks: a mean over mentions of a function of the rank (paper, section 4.1).
 *
 * @param name as printed in tables
 * @param key the key in JSON
 * @param ofRank what one mention adds
 */
public record Metric(String name, String key, IntToDoubleFunction ofRank) {

  /** Share of mentions whose entity came first. */
  public static final Metric HITS_AT_1 = hits(1);

  /** Mean reciprocal rank; a missed entity adds 0. */
  public static final Metric MRR =
      new Metric("MRR", "mrr", rank -> rank == RankedMention.MISSED ? 0 : 1.0 / rank);

  /** All that are reported, in order. */
  public static final List<Metric> ALL =
      List.of(HITS_AT_1, hits(3), hits(5), hits(10), hits(20), MRR);

  /** Share of mentions whose entity is among the first {@code k}. */
  public static Metric hits(int k) {
    return new Metric("H@" + k, "hits_at_" + k, rank -> rank <= k ? 1 : 0);
  }

  /** The mean over {@code mentions}; empty without any. */
  public Optional<Double> of(List<RankedMention> mentions) {
    return mentions.isEmpty()
        ? Optional.empty()
        : Optional.of(
            mentions.stream().mapToDouble(m -> ofRank.applyAsDouble(m.rank())).sum()
                / mentions.size());
  }
}
