package org.melange.kb.index;

import java.util.Arrays;
import java.util.List;
import org.melange.kb.name.Name;
import org.melange.kb.name.NameEntry;
import org.melange.kb.name.NameFeature;
import org.melange.kb.name.NameNormalizer;

/**
 * Builds a file with the entities of consecutively numbered names. The strongest entity of a name
 * is in arrays over the names, all others are in arrays behind them. A weight is the position in
 * the list of distinct weights, which are few. Not thread-safe.
 */
public final class NumberedNamesWriter {

  static final String TYPE = "names";
  static final String RANGE = "range";
  static final String TEXTS = "texts";
  static final String LENGTHS = "lengths";
  static final String TRIGRAMS = "trigrams";
  static final String QIDS = "qids";
  static final String KINDS = "kinds";
  static final String WEIGHTS = "weights";
  static final String FURTHER = "further";
  static final String FURTHER_QIDS = "further.qids";
  static final String FURTHER_KINDS = "further.kinds";
  static final String FURTHER_WEIGHTS = "further.weights";
  static final String DISTINCT_WEIGHTS = "weights.distinct";

  private final int range;
  private final TextWriter texts = new TextWriter();
  private final LongList lengths = new LongList();
  private final LongList trigrams = new LongList();
  private final Entries first = new Entries();
  private final Entries further = new Entries();
  private final LongList ends = new LongList();

  private static final class Entries {
    private final LongList qids = new LongList();
    private final LongList kinds = new LongList();
    private final LongList weights = new LongList();

    void add(NameEntry entry) {
      qids.add(entry.qid());
      kinds.add(entry.kind().ordinal());
      weights.add(Double.doubleToLongBits(entry.weight()));
    }

    LongList positions(long[] distinct) {
      LongList positions = new LongList();
      for (int i = 0; i < weights.size(); i++) {
        positions.add(Arrays.binarySearch(distinct, weights.get(i)));
      }
      return positions;
    }
  }

  /**
   * A file of names.
   *
   * @param range position among the files: numbers begin where the range before ends
   */
  public NumberedNamesWriter(int range) {
    this.range = range;
    ends.add(0);
  }

  /**
   * Adds the next name.
   *
   * @param entities with this name, the strongest first
   */
  public void add(String name, List<NameEntry> entities) {
    texts.add(name);
    lengths.add(name.length());
    trigrams.add(NameNormalizer.isFolded(name) ? NameFeature.TRIGRAM.of(name).length : 0);
    first.add(entities.get(0));
    entities.subList(1, entities.size()).forEach(further::add);
    ends.add(further.qids.size());
  }

  /** The number of names so far. */
  public int size() {
    return lengths.size();
  }

  /** The file. */
  public byte[] build() {
    long[] distinct = distinct();
    LongList weights = new LongList();
    Arrays.stream(distinct).forEach(weights::add);
    SectionWriter file = new SectionWriter(TYPE);
    file.number(RANGE, range)
        .numbers(LENGTHS, lengths)
        .numbers(TRIGRAMS, trigrams)
        .numbers(QIDS, first.qids)
        .numbers(KINDS, first.kinds)
        .numbers(WEIGHTS, first.positions(distinct))
        .numbers(FURTHER_QIDS, further.qids)
        .numbers(FURTHER_KINDS, further.kinds)
        .numbers(FURTHER_WEIGHTS, further.positions(distinct))
        .numbers(DISTINCT_WEIGHTS, weights);
    Offsets.write(file, FURTHER, ends);
    texts.to(file, TEXTS);
    return file.build();
  }

  private long[] distinct() {
    long[] all = new long[first.weights.size() + further.weights.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] =
          i < first.weights.size()
              ? first.weights.get(i)
              : further.weights.get(i - first.weights.size());
    }
    return Arrays.stream(all).sorted().distinct().toArray();
  }

  static Name.Kind kind(long ordinal) {
    return KINDS_OF_NAMES[(int) ordinal];
  }

  private static final Name.Kind[] KINDS_OF_NAMES = Name.Kind.values();
}
