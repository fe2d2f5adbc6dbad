package org.melange.kb.name;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.melange.kb.Qids;
import org.melange.kb.name.Candidate.Match;

/**
 * Finds the candidate entities of a mention by its text. Candidates have the text as their label,
 * as an alias, as a name except for diacritics and punctuation, or have a similar name, in this
 * order.
 *
 * <p>The order is total: match, then weight (descending), then QID. An entity is returned once,
 * with its best match. The result does not depend on the order in which names were added. The work
 * per look-up is bounded, however common the words of the mention are. Immutable, thread-safe.
 */
public final class CandidateIndex {

  private static final Comparator<Candidate> ORDER =
      Comparator.comparing(Candidate::match)
          .thenComparing(Comparator.comparingDouble(Candidate::weight).reversed())
          .thenComparing(Candidate::qid, Qids.byNumber());

  private final NameStore names;
  private final FuzzyNames fuzzy;
  private final LongPredicate entities;

  /** Finds candidates by the names of a knowledge base. */
  public CandidateIndex(NameStore names) {
    this(names, qid -> true);
  }

  private CandidateIndex(NameStore names, LongPredicate entities) {
    this.names = names;
    this.fuzzy = new FuzzyNames(names);
    this.entities = entities;
  }

  /**
   * Finds candidates among some entities only. They are the candidates of this index, without a
   * limit, that {@code some} accepts, in the same order; then the limit applies. Those with the
   * mention as label or alias are the same as if the knowledge base had only these entities. Which
   * names are similar, and how similar, still depends on all names: on the frequency of words, and
   * on the first {@value Postings#MOST} names of each feature.
   *
   * @param some tests the number in a QID; thread-safe
   */
  public CandidateIndex among(LongPredicate some) {
    return new CandidateIndex(names, some);
  }

  /** The order of candidates. */
  public static Comparator<Candidate> order() {
    return ORDER;
  }

  /** The number of distinct names. */
  public int size() {
    return names.size();
  }

  /**
   * The best {@code limit} candidates of a mention; fewer if there are not as many.
   *
   * @param mention the mention as written
   * @param limit the maximum number of candidates
   */
  public List<Candidate> candidates(String mention, int limit) {
    if (limit <= 0) {
      throw new IllegalArgumentException("limit must be positive: " + limit);
    }
    String normalized = NameNormalizer.normalize(mention);
    String folded = NameNormalizer.fold(normalized);
    Map<Long, Candidate> best = exactMatches(normalized, folded);
    if (best.size() < limit && !folded.isEmpty()) {
      TopCandidates strongest = new TopCandidates(limit - best.size(), best, entities);
      best.putAll(strongest.gather(fuzzy.search(folded), names));
    }
    return first(best, limit);
  }

  /**
   * The best {@code limit} entities with the mention as label or alias, except for diacritics and
   * punctuation.
   */
  public List<Candidate> exactMatches(String mention, int limit) {
    String normalized = NameNormalizer.normalize(mention);
    return first(exactMatches(normalized, NameNormalizer.fold(normalized)), limit);
  }

  private Map<Long, Candidate> exactMatches(String normalized, String folded) {
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
      accepted(number).forEach(entry -> add(entry, match(entry.kind()), best));
    }
  }

  private void addFolded(String folded, Map<Long, Candidate> best) {
    int number = names.find(folded);
    if (number >= 0) {
      accepted(number).forEach(entry -> add(entry, Match.FOLDED, best));
    }
  }

  private Stream<NameEntry> accepted(int number) {
    return names.entries(number).stream().filter(entry -> entities.test(entry.qid()));
  }

  private static void add(NameEntry entry, Match match, Map<Long, Candidate> best) {
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
