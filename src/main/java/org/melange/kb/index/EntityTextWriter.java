package org.melange.kb.index;

/**
 * Writes the labels and descriptions of a range of entities into a file. Not thread-safe.
 *
 * <p>Other sections about the same entities, in the same order, may be added to the file.
 */
public final class EntityTextWriter {

  /** The type of the file. */
  public static final String TYPE = "entities";

  static final String QIDS = "qids";
  static final String LABELS = "labels";
  static final String DESCRIPTIONS = "descriptions";

  private final LongList qids = new LongList();
  private final TextWriter labels = new TextWriter();
  private final TextWriter descriptions = new TextWriter();

  /**
   * Adds an entity.
   *
   * @param qid the number in its QID; numbers are ascending
   * @param description may be blank
   */
  public void add(long qid, String label, String description) {
    qids.add(qid);
    labels.add(label);
    descriptions.add(description.isBlank() ? "" : description);
  }

  /** The number of entities so far. */
  public int size() {
    return qids.size();
  }

  /** The length of the texts so far. */
  public long bytes() {
    return labels.bytes() + descriptions.bytes();
  }

  /** Writes the sections. */
  public void to(SectionWriter file) {
    file.numbers(QIDS, qids);
    labels.to(file, LABELS);
    descriptions.to(file, DESCRIPTIONS);
  }
}
