package org.melange.kb.name;

import java.util.Arrays;
import org.melange.kb.name.PostingLists.Range;

/**
 * Finds names that are similar to a text: names that contain its words ({@code Hill} in {@code
 * Jonah Hill}), names that share many of its trigrams ({@code Mooloolabah}), and names that it
 * abbreviates ({@code UN}).
 *
 * <p>The work per query is bounded: the lists of the rarest features are read first, and reading
 * stops after {@link #BUDGET} postings. Each list begins with the best-known names. Immutable,
 * thread-safe.
 */
final class FuzzyNames {

  /** The maximum number of postings that a query reads from each of the three indexes. */
  private static final int BUDGET = 10_000;

  private static final double LEAST_SIMILARITY = 0.3;
  private static final double INITIALS_SIMILARITY = 0.6;

  private static final int RARITY_STEPS = 64;

  private final NameTable names;
  private final PostingLists words;
  private final PostingLists trigrams;
  private final PostingLists initials;
  private final short[] trigramCounts;

  /** The counter of each thread: its table is too large to be allocated for each query. */
  private final ThreadLocal<OverlapCounter> counters =
      ThreadLocal.withInitial(() -> new OverlapCounter(BUDGET));

  FuzzyNames(NameTable names) {
    this.names = names;
    this.trigramCounts = new short[names.size()];
    PostingLists.Builder byWord = new PostingLists.Builder();
    PostingLists.Builder byTrigram = new PostingLists.Builder();
    PostingLists.Builder byInitials = new PostingLists.Builder();
    for (int number = 0; number < names.size(); number++) {
      String name = names.name(number);
      // The folded form of every other name is in the table too.
      if (NameNormalizer.isFolded(name)) {
        long[] grams = NameFeatures.trigrams(name);
        trigramCounts[number] = (short) grams.length;
        byTrigram.add(number, grams);
        byWord.add(number, NameFeatures.wordNumbers(name));
        byInitials.add(number, NameFeatures.initials(name));
      }
    }
    this.words = byWord.build();
    this.trigrams = byTrigram.build();
    this.initials = byInitials.build();
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
    long[] query = NameFeatures.wordNumbers(folded);
    Scan[] scans = new Scan[query.length];
    int all = 0;
    for (int i = 0; i < query.length; i++) {
      scans[i] = scan(words.range(query[i]));
      all += scans[i].amount();
    }
    OverlapCounter overlaps = overlaps(words, scans, 1);
    for (int i = 0; i < overlaps.size(); i++) {
      int name = overlaps.name(i);
      matches.add(name, containment((double) overlaps.amount(i) / all, folded, name));
    }
  }

  /** A rare word weighs more than a common one. */
  private Scan scan(Range word) {
    double rarity = Math.log1p((double) names.size() / (1 + word.length()));
    // A word that no name contains may be a title or a typing error. It must not outweigh the words
    // that match.
    double weight = word.length() == 0 ? rarity / 2 : rarity;
    return new Scan(word, 1 + (int) (RARITY_STEPS * weight));
  }

  /** 1 for equal words, at least 0.5 for a name that contains all words of the query. */
  private double containment(double ofQuery, String folded, int name) {
    double ofName = Math.min(1, ofQuery * folded.length() / names.name(name).length());
    return ofQuery * (0.5 + 0.5 * ofName);
  }

  private void addTrigrams(String folded, FuzzyMatches matches) {
    long[] query = NameFeatures.trigrams(folded);
    Scan[] scans = new Scan[query.length];
    for (int i = 0; i < query.length; i++) {
      scans[i] = new Scan(trigrams.range(query[i]), 1);
    }
    OverlapCounter overlaps = overlaps(trigrams, scans, fewestShared(query.length));
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
    return 2.0 * shared / (queried + trigramCounts[name]);
  }

  private void addInitials(String folded, FuzzyMatches matches) {
    if (folded.length() > 1 && folded.length() <= Initials.LONGEST) {
      Range range = initials.range(NameFeatures.word(folded)).atMost(BUDGET);
      for (int at = range.from(); at < range.to(); at++) {
        matches.add(initials.posting(at), INITIALS_SIMILARITY);
      }
    }
  }

  /**
   * Reads the shortest lists first.
   *
   * @param fewest how many lists a name must be in to count
   */
  private OverlapCounter overlaps(PostingLists lists, Scan[] scans, int fewest) {
    long[] order = new long[scans.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (long) scans[i].range().length() << 32 | i;
    }
    Arrays.sort(order);
    OverlapCounter counter = counters.get();
    counter.clear();
    int left = BUDGET;
    for (int i = 0; i < order.length && left > 0; i++) {
      Scan scan = scans[(int) order[i]];
      Range range = scan.range().atMost(left);
      if (order.length - i >= fewest) {
        lists.addTo(range, scan.amount(), counter);
      } else { // a name that was in none of the lists so far cannot be in enough of them
        lists.addToKnown(range, scan.amount(), counter);
      }
      left -= range.length();
    }
    return counter;
  }

  /** A list to read, and the amount that each of its names scores. */
  private record Scan(Range range, int amount) {}
}
