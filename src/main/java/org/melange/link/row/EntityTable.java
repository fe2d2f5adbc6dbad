package org.melange.link.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import org.melange.kb.Qids;
import org.melange.run.JobException;

/**
 * The compiled rows of all entities, ordered by QID number, so that a smaller index is a smaller
 * QID. Immutable; safe for any number of threads.
 */
public final class EntityTable {

  private final String version;
  private final String knowledgeBase;
  private final long[] qids;
  private final IntFunction<String> labels;
  private final IntFunction<String> hashes;
  private final EntityRows rows;
  private final Optional<EntityIndex> index;

  /**
   * A table of rows that are stored somewhere.
   *
   * @param version of the table
   * @param knowledgeBase version of the knowledge base that it was made from
   * @param qids numbers of the QIDs
   * @param labels gives the label at an index
   * @param hashes gives the start of the content hash at an index
   * @param rows as many as QIDs
   * @throws IllegalArgumentException if a QID does not come behind the one before it
   */
  public EntityTable(
      String version,
      String knowledgeBase,
      long[] qids,
      IntFunction<String> labels,
      IntFunction<String> hashes,
      EntityRows rows) {
    this(version, knowledgeBase, qids, labels, hashes, rows, Optional.empty());
    requireOrder(qids);
  }

  private EntityTable(
      String version,
      String knowledgeBase,
      long[] qids,
      IntFunction<String> labels,
      IntFunction<String> hashes,
      EntityRows rows,
      Optional<EntityIndex> index) {
    this.version = version;
    this.knowledgeBase = knowledgeBase;
    this.qids = qids;
    this.labels = labels;
    this.hashes = hashes;
    this.rows = rows;
    this.index = index;
  }

  /** The same table with an index of its rows. */
  public EntityTable indexedBy(EntityIndex rowIndex) {
    return new EntityTable(
        version, knowledgeBase, qids, labels, hashes, rows, Optional.of(rowIndex));
  }

  /**
   * The table of some of these entities. Its rows, labels and index are those of this one. What is
   * computed with it is what would be computed with a table that has only them; an approximate
   * search may find others.
   *
   * @param some tests the number in a QID
   */
  public EntityTable among(LongPredicate some) {
    int[] selected = IntStream.range(0, qids.length).filter(i -> some.test(qids[i])).toArray();
    return new EntityTable(
        version,
        knowledgeBase,
        Arrays.stream(selected).mapToLong(i -> qids[i]).toArray(),
        place -> labels.apply(selected[place]),
        place -> hashes.apply(selected[place]),
        new SelectedRows(rows, selected),
        index.map(all -> new SelectedIndex(all, selected)));
  }

  /** Number of entities. */
  public int size() {
    return qids.length;
  }

  /** The rows, in the order of the table. */
  public EntityRows rows() {
    return rows;
  }

  /** The index of the rows, if the table has one. */
  public Optional<EntityIndex> index() {
    return index;
  }

  /** Version of the table. */
  public String version() {
    return version;
  }

  /** Version of the knowledge base that the table was made from. */
  public String knowledgeBase() {
    return knowledgeBase;
  }

  /** The QID at {@code index}. */
  public String qid(int index) {
    return Qids.of(qids[index]);
  }

  /** The label at {@code index}. */
  public String label(int index) {
    return labels.apply(index);
  }

  /**
   * The start of the content hash that the entity at {@code index} had when it was embedded; zeros
   * where it is not known.
   */
  public String contentHash(int index) {
    return hashes.apply(index);
  }

  /** The index of {@code qid}, or a negative number. */
  public int indexOf(String qid) {
    return Arrays.binarySearch(qids, Qids.number(qid));
  }

  /**
   * The indices of {@code qids} in their order, each once; those that the table lacks are left out.
   */
  public int[] indicesOf(List<String> qids) {
    return qids.stream().mapToInt(this::indexOf).filter(index -> index >= 0).distinct().toArray();
  }

  private static void requireOrder(long[] qids) {
    for (int i = 1; i < qids.length; i++) {
      if (qids[i] == qids[i - 1]) {
        throw new IllegalArgumentException(Qids.of(qids[i]) + " is there twice");
      }
      if (qids[i] < qids[i - 1]) {
        throw new IllegalArgumentException(
            Qids.of(qids[i]) + " comes behind " + Qids.of(qids[i - 1]));
      }
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // moved into the table, never compared
  private record Entry(long qid, String label, float[] row) {}

  /** Collects rows in any order, on the heap. Not thread-safe. */
  public static final class Builder {

    private final String version;
    private final String knowledgeBase;
    private final EntityLayout layout;
    private final List<Entry> entries = new ArrayList<>();

    /** A builder of a table whose rows are laid out so. */
    public Builder(String version, String knowledgeBase, EntityLayout layout) {
      this.version = version;
      this.knowledgeBase = knowledgeBase;
      this.layout = layout;
    }

    /**
     * Adds an entity.
     *
     * @param row becomes the table's
     * @throws JobException if the row is laid out otherwise or holds a number that is not finite
     */
    public Builder add(String qid, String label, float[] row) {
      if (!layout.fits(row)) {
        throw JobException.input(
            String.format(
                Locale.ROOT,
                "entity table: row of %s has %d numbers, not %s",
                qid,
                row.length,
                layout.widthText()));
      }
      for (float value : row) {
        if (!Float.isFinite(value)) {
          throw JobException.input("entity table: row of " + qid + " holds " + value);
        }
      }
      entries.add(new Entry(Qids.number(qid), label, row));
      return this;
    }

    /**
     * The table.
     *
     * @throws IllegalArgumentException if a QID was added twice
     */
    public EntityTable build() {
      entries.sort(Comparator.comparingLong(Entry::qid));
      String[] labels = entries.stream().map(Entry::label).toArray(String[]::new);
      return new EntityTable(
          version,
          knowledgeBase,
          entries.stream().mapToLong(Entry::qid).toArray(),
          index -> labels[index],
          index -> "0".repeat(32),
          new HeapRows(layout, entries.stream().map(Entry::row).toArray(float[][]::new)));
    }
  }
}
