package org.melange.spark.store;

/** The values of the column {@code state} of {@link StoreSchemas#POSTS}. */
public final class PostStates {

  /** The post has at least one link, or a mention that is NIL. */
  public static final String LINKED = "linked";

  /** The post has no mention. */
  public static final String NO_MENTIONS = "no_mentions";

  /** The post was rejected, or given up. */
  public static final String QUARANTINED = "quarantined";

  /** The post was deleted. */
  public static final String DELETED = "deleted";

  private PostStates() {}
}
