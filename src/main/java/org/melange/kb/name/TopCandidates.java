package org.melange.kb.name;

import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.LongPredicate;
import org.melange.kb.Qids;
import org.melange.kb.name.Candidate.Match;

/** Collects the fuzzy candidates of one mention from matches of descending strength. */
final class TopCandidates {

  private final int limit;
  private final Map<Long, Candidate> known;
  private final LongPredicate entities;
  private final Map<Long, Candidate> similar = new HashMap<>();

  /** The weights of the best {@code limit} candidates, the weakest first. */
  private final PriorityQueue<Double> weights = new PriorityQueue<>();

  /**
   * Collects at least {@code limit} candidates that {@code entities} accepts, if there are as many,
   * without those in {@code known}.
   */
  TopCandidates(int limit, Map<Long, Candidate> known, LongPredicate entities) {
    this.limit = limit;
    this.known = known;
    this.entities = entities;
  }

  /** Takes matches until no further one can be among the best. */
  Map<Long, Candidate> gather(FuzzyMatches matches, NameStore names) {
    for (int at = 0; at < matches.size() && !isBelow(matches.strength(at, names)); at++) {
      for (NameEntry entry : names.entries(matches.name(at))) {
        add(entry.qid(), matches.similarity(at) * entry.weight());
      }
    }
    return similar;
  }

  private boolean isBelow(float strength) {
    return weights.size() == limit && strength < weights.peek().floatValue();
  }

  private void add(long qid, double weight) {
    if (known.containsKey(qid) || !entities.test(qid)) {
      return;
    }
    Candidate before = similar.get(qid);
    if (before == null || before.weight() < weight) {
      similar.put(qid, new Candidate(Qids.of(qid), Match.FUZZY, weight));
    }
    // An entity counts once, with its first weight. At worst, a few more matches are read.
    if (before == null) {
      weights.add(weight);
      if (weights.size() > limit) {
        weights.poll();
      }
    }
  }
}
