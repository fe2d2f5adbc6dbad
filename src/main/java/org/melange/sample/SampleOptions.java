package org.melange.sample;

/**
 * What sample to write.
 *
 * @param part which part of the sample
 * @param seed the same seed gives the same bytes
 * @param posts the number of intact posts; those with a defect are added
 * @param defects whether to add one post with each {@link Defect}
 */
public record SampleOptions(SamplePart part, long seed, int posts, boolean defects) {

  /** Rejects a number of posts that is too small to mix defects in, or too large. */
  public SampleOptions {
    if (posts < 20 || posts > 1_000_000) {
      throw new IllegalArgumentException("posts must be from 20 to 1,000,000, not " + posts);
    }
  }

  /** 460 intact posts of the held-out part, the defects, relative URIs, seed 43. */
  public static SampleOptions defaults() {
    return new SampleOptions(SamplePart.TEST, 43, 460, true);
  }

  /** Posts for training, without defects. */
  public static SampleOptions training(int posts) {
    return new SampleOptions(SamplePart.TRAIN, 43, posts, false);
  }

  /** The same with another seed. */
  public SampleOptions withSeed(long other) {
    return new SampleOptions(part, other, posts, defects);
  }

  /** The same with another number of intact posts. */
  public SampleOptions withPosts(int other) {
    return new SampleOptions(part, seed, other, defects);
  }
}
