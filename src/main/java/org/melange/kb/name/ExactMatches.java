package org.melange.kb.name;

import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.melange.kb.Qids;
import org.melange.kb.name.Candidate.Match;

/**
 * Collects the best entities that have the text of a mention as a name. It reads no more entities
 * than it needs: entities with one name come in the order of candidates, except for the kind of the
 * name. Not thread-safe.
 */
final class ExactMatches {

  private final int limit;
  private final LongPredicate entities;

  /** The first entities of each match, by their QIDs. */
  private final Map<Match, Map<Long, NameEntry>> named = new EnumMap<>(Match.class);

  /** Collects at most {@code limit} candidates that {@code entities} accepts. */
  ExactMatches(int limit, LongPredicate entities) {
    this.limit = limit;
    this.entities = entities;
  }

  /** Adds entities with the normalised text as a name, the strongest first. */
  void addNamed(List<NameEntry> entries) {
    for (int i = 0; i < entries.size() && of(Match.EXACT).size() < limit; i++) {
      NameEntry entry = entries.get(i);
      Map<Long, NameEntry> same = with(match(entry.kind()));
      if (same.size() < limit && entities.test(entry.qid())) {
        same.putIfAbsent(entry.qid(), entry);
      }
    }
  }

  /** Adds entities with the folded text as a name, the strongest first. */
  void addFolded(List<NameEntry> entries) {
    Map<Long, NameEntry> folded = with(Match.FOLDED);
    int most = folded.size() + limit;
    for (int i = 0; i < entries.size() && folded.size() < most; i++) {
      NameEntry entry = entries.get(i);
      if (entities.test(entry.qid())) {
        folded.merge(entry.qid(), entry, (a, b) -> NameEntry.ORDER.compare(a, b) <= 0 ? a : b);
      }
    }
  }

  /** The candidates in their order. */
  List<Candidate> best() {
    Map<Long, Candidate> best = new LinkedHashMap<>();
    add(Match.EXACT, of(Match.EXACT).values(), best);
    add(Match.ALIAS, of(Match.ALIAS).values(), best);
    add(Match.FOLDED, folded(), best);
    return List.copyOf(best.values());
  }

  private Map<Long, NameEntry> of(Match match) {
    return named.getOrDefault(match, Map.of());
  }

  private Map<Long, NameEntry> with(Match match) {
    return named.computeIfAbsent(match, any -> new LinkedHashMap<>());
  }

  private Collection<NameEntry> folded() {
    Collection<NameEntry> entries = of(Match.FOLDED).values();
    return entries.size() > 1 ? entries.stream().sorted(NameEntry.ORDER).toList() : entries;
  }

  private void add(Match match, Collection<NameEntry> entries, Map<Long, Candidate> best) {
    for (NameEntry entry : entries) {
      if (best.size() == limit) {
        return;
      }
      best.computeIfAbsent(entry.qid(), qid -> new Candidate(Qids.of(qid), match, entry.weight()));
    }
  }

  private static Match match(Name.Kind kind) {
    return switch (kind) {
      case LABEL -> Match.EXACT;
      case ALIAS -> Match.ALIAS;
      case LABEL_FOLDED, ALIAS_FOLDED -> Match.FOLDED;
    };
  }
}
