package org.melange.clip;

/** The usual initializers of CLIP models. */
public final class Initializers {

  private Initializers() {}

  /**
   * Normally distributed values with the standard deviations of Hugging Face's CLIP. Layer norms
   * are identities and biases are zero. Each parameter has its own generator, seeded by {@code
   * seed} and its name, so that its values do not depend on other parameters.
   */
  public static Initializer random(long seed) {
    return new RandomInitializer(seed, ClipConfig.vitB32());
  }
}
