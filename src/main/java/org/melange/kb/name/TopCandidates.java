package org.melange.kb.name;

import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.melange.kb.Qids;
import org.melange.kb.name.Candidate.Match;

/** Gathers the fuzzy candidates of one mention from hits of descending strength. */
final class TopCandidates {

  private final int wanted;
  private final Map<Long, Candidate> known;
  private final Map<Long, Candidate> similar = new HashMap<>();

  /** Weights of the best {@code wanted} candidates, the weakest first. */
  private final PriorityQueue<Double> weights = new PriorityQueue<>();

  /** Gathers {@code wanted} candidates that are not among those {@code known} already. */
  TopCandidates(int wanted, Map<Long, Candidate> known) {
    this.wanted = wanted;
    this.known = known;
  }

  /** Takes hits until none that is left could be among the best. */
  Map<Long, Candidate> gather(FuzzyMatches hits, NameTable names) {
    for (int at = 0; at < hits.size() && !isBelow(hits.strength(at, names)); at++) {
      for (NameTable.Entry entry : names.entries(hits.name(at))) {
        add(entry.qid(), hits.similarity(at) * entry.weight());
      }
    }
    return similar;
  }

  private boolean isBelow(float strength) {
    return weights.size() == wanted && strength < weights.peek().floatValue();
  }

  private void add(long qid, double weight) {
    if (known.containsKey(qid)) {
      return;
    }
    Candidate before = similar.get(qid);
    if (before == null || before.weight() < weight) {
      similar.put(qid, new Candidate(Qids.of(qid), Match.FUZZY, weight));
    }
    // An entity counts once, with its first weight: at worst a few hits more are looked at.
    if (before == null) {
      weights.add(weight);
      if (weights.size() > wanted) {
        weights.poll();
      }
    }
  }
}
