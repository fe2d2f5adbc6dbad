package org.melange.sample;

import java.util.Locale;

/**
 * Two parts of the sample that have neither a post, a sentence, an image nor an unknown name in
 * common: one to learn from, one to see whether that helped. Entities and their names are the same.
 */
public enum SamplePart {
  /** Posts to learn from; their ids begin with {@code t}. */
  TRAIN("templates.txt", "t", 0x5851f42d4c957f2dL),
  /** Posts for the demo and for measuring; their ids begin with {@code s}. */
  TEST("templates-held-out.txt", "s", 0);

  private final String templates;
  private final String prefix;
  private final long stream;

  SamplePart(String templates, String prefix, long stream) {
    this.templates = templates;
    this.prefix = prefix;
    this.stream = stream;
  }

  /** The word in the posts' {@code split}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  String templates() {
    return templates;
  }

  /** What post {@code number} is called. */
  String postId(int number) {
    return String.format(Locale.ROOT, "%s%05d", prefix, number);
  }

  /** Told apart, so that posts of the same number share no random numbers. */
  long seed(long seed) {
    return seed ^ stream;
  }

  /** Whether unknown name {@code number} is of this part. */
  boolean hasUnknown(int number) {
    return number % 2 == ordinal();
  }
}
