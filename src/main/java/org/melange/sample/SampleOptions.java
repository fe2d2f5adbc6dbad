package org.melange.sample;

/**
 * What to write.
 *
 * @param part which part of the sample
 * @param seed the same seed gives the same bytes
 * @param posts how many sound posts; those with a defect come on top
 * @param defects whether one post of every {@link Defect} is mixed in
 * @param absoluteUris whether images are named by absolute {@code file:} URIs, for readers that
 *     know no base folder; the bytes then depend on the folder, too
 */
public record SampleOptions(
    SamplePart part, long seed, int posts, boolean defects, boolean absoluteUris) {

  /** Refuses a number of posts that is too small for the defects to hide among, or absurd. */
  public SampleOptions {
    if (posts < 20 || posts > 1_000_000) {
      throw new IllegalArgumentException("posts must be from 20 to 1,000,000, not " + posts);
    }
  }

  /** 460 sound posts of the held-out part and the defects, relative URIs, seed 43. */
  public static SampleOptions defaults() {
    return new SampleOptions(SamplePart.TEST, 43, 460, true, false);
  }

  /** Posts to learn from, none of them broken. */
  public static SampleOptions training(int posts) {
    return new SampleOptions(SamplePart.TRAIN, 43, posts, false, false);
  }

  /** The same with another seed. */
  public SampleOptions withSeed(long other) {
    return new SampleOptions(part, other, posts, defects, absoluteUris);
  }

  /** The same with another number of sound posts. */
  public SampleOptions withPosts(int other) {
    return new SampleOptions(part, seed, other, defects, absoluteUris);
  }

  /** The same with absolute URIs. */
  public SampleOptions withAbsoluteUris() {
    return new SampleOptions(part, seed, posts, defects, true);
  }
}
