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
  private final long[] qids;
  private final String[] labels;
  private final HeapRows rows;

  private EntityTable(Builder builder, List<Entry> entries) {
    version = builder.version;
    knowledgeBase = builder.knowledgeBase;
    qids = entries.stream().mapToLong(Entry::qid).toArray();
    labels = entries.stream().map(Entry::label).toArray(String[]::new);
    rows = new HeapRows(builder.layout, entries.stream().map(Entry::row).toArray(float[][]::new));
  }

  /** Number of entities. */
  public int size() {
    return qids.length;
  }

  /** The rows, in the order of the table. */
  public EntityRows rows() {
    return rows;
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
                "entity table: row of %s has %d numbers, not %s",
                qid, row.length, layout.widthText()));
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
