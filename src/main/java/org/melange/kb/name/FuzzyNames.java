package org.melange.kb.name;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Finds names that are similar to a text: names that contain its words ({@code Hill} in {@code
 * Jonah Hill}), names that share many of its trigrams ({@code Mooloolabah}), and names that it
 * abbreviates ({@code UN}).
 *
 * <p>The work per query is bounded: the lists of the rarest features are read first, and reading
 * stops after {@link Postings#MOST} postings. Each list begins with the best-known names.
 * Immutable, thread-safe.
 */
final class FuzzyNames {

  /** The maximum number of postings that a query reads of each of the three features. */
  private static final int BUDGET = Postings.MOST;

  private static final double LEAST_SIMILARITY = 0.3;
  private static final double INITIALS_SIMILARITY = 0.6;

  private static final int RARITY_STEPS = 64;
  private static final Comparator<Scan> SHORTEST =
      Comparator.comparingInt(scan -> scan.postings().frequency());

  /** What each thread reuses: it is too large to be allocated for each query. */
  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private final NameStore names;

  private static final class Scratch {
    private final OverlapCounter counter = new OverlapCounter(BUDGET);
    private final int[] numbers = new int[BUDGET];
  }

  FuzzyNames(NameStore names) {
    this.names = names;
  }

  /** The similar names with their similarities, best first. */
  FuzzyMatches search(String folded) {
    FuzzyMatches matches = new FuzzyMatches(LEAST_SIMILARITY);
    addWords(folded, matches);
    addTrigrams(folded, matches);
    addInitials(folded, matches);
    return matches.sorted(names);
  }

  private void addWords(String folded, FuzzyMatches matches) {
    long[] query = NameFeature.WORD.of(folded);
    Scan[] scans = new Scan[query.length];
    int all = 0;
    for (int i = 0; i < query.length; i++) {
      scans[i] = scan(names.postings(NameFeature.WORD, query[i]));
      all += scans[i].amount();
    }
    int[] ends = read(scans);
    OverlapCounter overlaps = SCRATCH.get().counter;
    overlaps.start(ends[ends.length - 1], Math.max(1, (int) (LEAST_SIMILARITY * all)));
    for (int i = 0; i < scans.length; i++) {
      int from = i == 0 ? 0 : ends[i - 1];
      overlaps.add(SCRATCH.get().numbers, from, ends[i], scans[i].amount());
    }
    for (int i = 0; i < overlaps.size(); i++) {
      double ofQuery = (double) overlaps.amount(i) / all;
      if (ofQuery >= LEAST_SIMILARITY) {
        int name = overlaps.name(i);
        matches.add(name, containment(ofQuery, folded, name));
      }
    }
  }

  /** A rare word weighs more than a common one. */
  private Scan scan(Postings word) {
    double rarity = Math.log1p((double) names.size() / (1 + word.frequency()));
    // A word that no name contains may be a title or a typing error. It must not outweigh the words
    // that match.
    double weight = word.frequency() == 0 ? rarity / 2 : rarity;
    return new Scan(word, 1 + (int) (RARITY_STEPS * weight));
  }

  /** 1 for equal words, at least 0.5 for a name that contains all words of the query. */
  private double containment(double ofQuery, String folded, int name) {
    double ofName = Math.min(1, ofQuery * folded.length() / names.length(name));
    return ofQuery * (0.5 + 0.5 * ofName);
  }

  private void addTrigrams(String folded, FuzzyMatches matches) {
    long[] query = NameFeature.TRIGRAM.of(folded);
    Scan[] scans = new Scan[query.length];
    for (int i = 0; i < query.length; i++) {
      scans[i] = new Scan(names.postings(NameFeature.TRIGRAM, query[i]), 1);
    }
    int[] ends = read(scans);
    int count = ends.length == 0 ? 0 : ends[ends.length - 1];
    OverlapCounter overlaps = SCRATCH.get().counter;
    overlaps.count(SCRATCH.get().numbers, count, fewestShared(query.length));
    for (int i = 0; i < overlaps.size(); i++) {
      int name = overlaps.name(i);
      matches.add(name, dice(overlaps.amount(i), query.length, name));
    }
  }

  /**
   * The fewest trigrams that a similar name shares with a query of {@code queried}. A name with
   * {@code s} shared trigrams has at least {@code s}, so its similarity is at most {@code 2s /
   * (queried + s)}.
   */
  static int fewestShared(int queried) {
    return Math.max(1, (int) Math.ceil(LEAST_SIMILARITY * queried / (2 - LEAST_SIMILARITY) - 1e-9));
  }

  private double dice(int shared, int queried, int name) {
    return 2.0 * shared / (queried + names.trigrams(name));
  }

  private void addInitials(String folded, FuzzyMatches matches) {
    if (folded.length() > 1 && folded.length() <= Initials.LONGEST) {
      int[] numbers = SCRATCH.get().numbers;
      Postings named = names.postings(NameFeature.INITIALS, NameFeatures.word(folded));
      int count = named.read(BUDGET, numbers, 0);
      for (int i = 0; i < count; i++) {
        matches.add(numbers[i], INITIALS_SIMILARITY);
      }
    }
  }

  /**
   * Reads the lists one after another, the shortest first, until the budget is spent.
   *
   * @return where the numbers of each list end in those of the scratch, in the order of {@code
   *     scans}
   */
  private static int[] read(Scan[] scans) {
    Arrays.sort(scans, SHORTEST);
    int[] numbers = SCRATCH.get().numbers;
    int[] ends = new int[scans.length];
    int end = 0;
    for (int i = 0; i < scans.length; i++) {
      end += scans[i].postings().read(BUDGET - end, numbers, end);
      ends[i] = end;
    }
    return ends;
  }

  /** A list to read, and the amount that each of its names scores. */
  private record Scan(Postings postings, int amount) {}
}
