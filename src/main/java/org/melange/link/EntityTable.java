package org.melange.link;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.melange.kb.Qids;
import org.melange.run.JobException;

/**
 * The compiled rows of all entities, ordered by QID number, so that a smaller index is a smaller
 * QID. Immutable; serializable, so that Spark can broadcast it.
 */
public final class EntityTable implements Serializable {

  private static final long serialVersionUID = 1L;

  private final String version;
  private final String knowledgeBase;
  private final int width;
  private final long[] qids;
  private final String[] labels;
  private final float[][] rows;

  private EntityTable(Builder builder, List<Entry> entries) {
    version = builder.version;
    knowledgeBase = builder.knowledgeBase;
    width = builder.width;
    qids = entries.stream().mapToLong(Entry::qid).toArray();
    labels = entries.stream().map(Entry::label).toArray(String[]::new);
    rows = entries.stream().map(Entry::row).toArray(float[][]::new);
  }

  /** Number of entities. */
  public int size() {
    return qids.length;
  }

  /** Numbers a row. */
  public int width() {
    return width;
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
    return labels[index];
  }

  /** The row at {@code index}; not to be changed. */
  public float[] row(int index) {
    return rows[index];
  }

  /** Where {@code qid} stands, or a negative number. */
  public int indexOf(String qid) {
    return Arrays.binarySearch(qids, Qids.number(qid));
  }

  /** Heap that a table takes, roughly. */
  public static long bytes(long entities, int width) {
    return entities * (4L * width + 120);
  }

  @SuppressWarnings("ArrayRecordComponent") // moved into the table, never compared
  private record Entry(long qid, String label, float[] row) {}

  /** Collects rows in any order. Not thread-safe. */
  public static final class Builder {

    private final String version;
    private final String knowledgeBase;
    private final int width;
    private final List<Entry> entries = new ArrayList<>();

    /** A builder of a table whose rows have {@code width} numbers. */
    public Builder(String version, String knowledgeBase, int width) {
      this.version = version;
      this.knowledgeBase = knowledgeBase;
      this.width = width;
    }

    /**
     * Adds an entity.
     *
     * @param row becomes the table's
     * @throws JobException if the row is of another width or holds a number that is not finite
     */
    public Builder add(String qid, String label, float[] row) {
      if (row.length != width) {
        throw JobException.input(
            "entity table: row of " + qid + " has " + row.length + " numbers, not " + width);
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
     * @throws JobException if a QID was added twice
     */
    public EntityTable build() {
      entries.sort(Comparator.comparingLong(Entry::qid));
      for (int i = 1; i < entries.size(); i++) {
        if (entries.get(i).qid() == entries.get(i - 1).qid()) {
          throw JobException.input("entity table: Q" + entries.get(i).qid() + " is there twice");
        }
      }
      return new EntityTable(this, entries);
    }
  }
}
