package org.melange.spark.store;

import static org.melange.spark.store.StoreFixture.deleted;
import static org.melange.spark.store.StoreFixture.post;

import java.nio.file.Path;

/**
 * The posts of two days, and the Delta tables that they lead to: each day is a version of the
 * links. On the second day, a post changes, one is deleted, and one that was rejected is whole.
 */
public final class TwoDays {

  /** A mention that is not easy to write in CSV: {@code "hi",}, a new line, {@code then}. */
  private static final String QUOTED =
      "{\"post_id\":\"7\",\"date\":\"2026-11-29\",\"text\":\"say \\\"hi\\\",\\nthen\","
          + "\"mentions\":[{\"text\":\"\\\"hi\\\",\\nthen\",\"start\":4,\"end\":14}]}";

  private static final String[] FIRST = {
    post("1", "Mountains of Georgia in the Caucasus"),
    post("2", "Georgia, a state of the United States"),
    post("3", "Guatemala and Tbilisi"),
    post("4", "No names here"),
    "{\"post_id\":\"5\"}",
    QUOTED
  };

  private static final String[] SECOND = {
    post("1", "Guatemala instead"),
    deleted("2"),
    post("3", "Guatemala and Tbilisi"),
    post("5", "Tbilisi, whole now"),
    post("6", "Georgia again")
  };

  private static LinkStore delta;

  private TwoDays() {}

  /** The posts of the first day. */
  public static String[] first() {
    return FIRST.clone();
  }

  /** The posts of the second day. */
  public static String[] second() {
    return SECOND.clone();
  }

  /** The directory of the Delta tables, made once in a JVM. Not to be changed. */
  public static synchronized String delta() {
    if (delta == null) {
      Path root = StoreFixture.root();
      StoreFixture fixture = StoreFixture.in(root, "run.shard-posts=100");
      String directory = root.resolve("two-days").toString();
      fixture.update(directory, FIRST);
      fixture.update(directory, SECOND);
      delta = LinkStore.open(fixture.store(directory).spark(), directory);
    }
    return delta.name();
  }
}
