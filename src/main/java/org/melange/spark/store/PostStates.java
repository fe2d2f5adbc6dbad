package org.melange.spark.store;

/** The values of the column {@code state} of {@link StoreSchemas#POSTS}. */
final class PostStates {

  /** The post has at least one link, or a mention that is NIL. */
  static final String LINKED = "linked";

  /** The post has no mention. */
  static final String NO_MENTIONS = "no_mentions";

  /** The post was rejected, or given up. */
  static final String QUARANTINED = "quarantined";

  /** The post was deleted. */
  static final String DELETED = "deleted";

  private PostStates() {}
}
