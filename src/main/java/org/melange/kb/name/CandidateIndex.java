package org.melange.kb.name;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.melange.kb.Qids;

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
    List<Candidate> exact = exactMatches(normalized, folded, limit);
    if (exact.size() >= limit || folded.isEmpty()) {
      return exact;
    }
    Set<Long> known = new HashSet<>();
    exact.forEach(candidate -> known.add(Qids.number(candidate.qid())));
    TopCandidates similar = new TopCandidates(limit - exact.size(), known, entities);
    similar.gather(fuzzy.search(folded), names);
    return Stream.concat(exact.stream(), similar.best()).toList();
  }

  /**
   * The best {@code limit} entities with the mention as label or alias, except for diacritics and
   * punctuation.
   */
  public List<Candidate> exactMatches(String mention, int limit) {
    String normalized = NameNormalizer.normalize(mention);
    return exactMatches(normalized, NameNormalizer.fold(normalized), limit);
  }

  private List<Candidate> exactMatches(String normalized, String folded, int limit) {
    ExactMatches matches = new ExactMatches(limit, entities);
    int number = names.find(normalized);
    if (number >= 0) {
      matches.addNamed(names.entries(number));
    }
    int plain = folded.equals(normalized) ? -1 : names.find(folded);
    if (plain >= 0) {
      matches.addFolded(names.entries(plain));
    }
    return matches.best();
  }
}
