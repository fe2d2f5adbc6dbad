package org.melange.spark.backfill;

/** The values of the column {@code change} of compared mentions. */
final class Change {

  /** A mention that the table does not have. */
  static final String NEW = "new";

  /** A mention whose inputs differ. */
  static final String RELINK = "relink";

  /** A mention that the post does not have any more. */
  static final String GONE = "gone";

  /** A mention whose scores stay the same, while the rule that keeps links differs. */
  static final String RULE = "rule";

  /** A mention that is current under another identifier. */
  static final String MOVED = "moved";

  /** A mention that is current. */
  static final String CURRENT = "current";

  private Change() {}
}
