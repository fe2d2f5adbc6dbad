package org.melange.kb.name;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.melange.kb.Qids;
import org.melange.kb.name.Candidate.Match;

/**
 * Finds the entities that a mention may stand for by the mention's text: those with this label,
 * this alias, this name but for diacritics and punctuation, and similar names, in this order.
 *
 * <p>The order is total: match, then weight (greater first), then QID; an entity comes once, with
 * its best match. The same names give the same candidates, in whatever order they were put in. The
 * work of a look-up is bounded however common the words of the mention are. Immutable, thread-safe.
 */
public final class CandidateIndex {

  private static final Comparator<Candidate> ORDER =
      Comparator.comparing(Candidate::match)
          .thenComparing(Comparator.comparingDouble(Candidate::weight).reversed())
          .thenComparing(Candidate::qid, Qids.byNumber());

  private final NameTable names;
  private final FuzzyNames fuzzy;

  /**
   * Builds the index.
   *
   * @param names the names of all entities, as {@link EntityNames} makes them
   * @throws IllegalArgumentException if a name's QID is none
   */
  public CandidateIndex(Iterable<Name> names) {
    this.names = new NameTable(names);
    this.fuzzy = new FuzzyNames(this.names);
  }

  /** The order in which candidates come. */
  public static Comparator<Candidate> order() {
    return ORDER;
  }

  /** The number of different names. */
  public int size() {
    return names.size();
  }

  /**
   * The best {@code limit} candidates of a mention; fewer if there are no more.
   *
   * @param mention the text of the mention as written
   * @param limit how many to give at most
   */
  public List<Candidate> candidates(String mention, int limit) {
    if (limit <= 0) {
      throw new IllegalArgumentException("limit must be positive: " + limit);
    }
    String normalized = NameNormalizer.normalize(mention);
    String folded = NameNormalizer.fold(normalized);
    Map<Long, Candidate> best = bearers(normalized, folded);
    if (best.size() < limit && !folded.isEmpty()) {
      TopCandidates strongest = new TopCandidates(limit - best.size(), best);
      best.putAll(strongest.gather(fuzzy.search(folded), names));
    }
    return first(best, limit);
  }

  /**
   * The best {@code limit} entities that bear the mention's very name, as label or alias, but for
   * diacritics and punctuation.
   */
  public List<Candidate> bearers(String mention, int limit) {
    String normalized = NameNormalizer.normalize(mention);
    return first(bearers(normalized, NameNormalizer.fold(normalized)), limit);
  }

  private Map<Long, Candidate> bearers(String normalized, String folded) {
    Map<Long, Candidate> best = new LinkedHashMap<>();
    addExact(normalized, best);
    addFolded(folded, best);
    return best;
  }

  private static List<Candidate> first(Map<Long, Candidate> best, int limit) {
    return best.values().stream().sorted(ORDER).limit(limit).toList();
  }

  private void addExact(String normalized, Map<Long, Candidate> best) {
    int number = names.find(normalized);
    if (number >= 0) {
      names.entries(number).forEach(entry -> add(entry, match(entry.kind()), best));
    }
  }

  private void addFolded(String folded, Map<Long, Candidate> best) {
    int number = names.find(folded);
    if (number >= 0) {
      names.entries(number).forEach(entry -> add(entry, Match.FOLDED, best));
    }
  }

  private static void add(NameTable.Entry entry, Match match, Map<Long, Candidate> best) {
    Candidate candidate = new Candidate(Qids.of(entry.qid()), match, entry.weight());
    best.merge(entry.qid(), candidate, (a, b) -> ORDER.compare(a, b) <= 0 ? a : b);
  }

  private static Match match(Name.Kind kind) {
    return switch (kind) {
      case LABEL -> Match.EXACT;
      case ALIAS -> Match.ALIAS;
      case LABEL_FOLDED, ALIAS_FOLDED -> Match.FOLDED;
    };
  }
}
