package org.melange.kb.name;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.melange.kb.Qids;
import org.melange.kb.name.Candidate.Match;

/** Collects the fuzzy candidates of one mention from matches of descending strength. */
final class TopCandidates {

  private static final Comparator<Map.Entry<Long, Double>> ORDER =
      Map.Entry.<Long, Double>comparingByValue()
          .reversed()
          .thenComparing(Map.Entry.comparingByKey());

  private final int limit;
  private final Set<Long> known;
  private final LongPredicate entities;

  /** The best weight of each entity. */
  private final Map<Long, Double> similar = new HashMap<>();

  /** The weights of the best {@code limit} candidates, the weakest first. */
  private final PriorityQueue<Double> weights = new PriorityQueue<>();

  /**
   * Collects {@code limit} candidates that {@code entities} accepts, if there are as many, without
   * those in {@code known}.
   */
  TopCandidates(int limit, Set<Long> known, LongPredicate entities) {
    this.limit = limit;
    this.known = known;
    this.entities = entities;
  }

  /** The candidates in their order. */
  Stream<Candidate> best() {
    return similar.entrySet().stream()
        .sorted(ORDER)
        .limit(limit)
        .map(entry -> new Candidate(Qids.of(entry.getKey()), Match.FUZZY, entry.getValue()));
  }

  /** Takes matches until no further one can be among the best. */
  void gather(FuzzyMatches matches, NameStore names) {
    for (int at = 0; at < matches.size() && !isBelow(matches.strength(at, names)); at++) {
      gather(names.entries(matches.name(at)), matches.similarity(at));
    }
  }

  private boolean isBelow(float strength) {
    return weights.size() == limit && strength < weights.peek().floatValue();
  }

  /**
   * Takes entities of one name, the strongest first, until no further one can be among the best.
   */
  private void gather(List<NameEntry> entries, double similarity) {
    int taken = 0;
    double last = 0;
    for (int i = 0; i < entries.size(); i++) {
      NameEntry entry = entries.get(i);
      double weight = similarity * entry.weight();
      if (weights.size() == limit && weight < weights.peek()) {
        return;
      }
      boolean behind = taken >= limit && entry.weight() == last; // entities with lower QIDs
      if (!behind && !known.contains(entry.qid()) && entities.test(entry.qid())) {
        add(entry.qid(), weight);
        taken++;
        last = entry.weight();
      }
    }
  }

  private void add(long qid, double weight) {
    Double before = similar.get(qid);
    if (before == null || before < weight) {
      similar.put(qid, weight);
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
