package org.melange.clip;

/** The usual first values of a CLIP model. */
public final class Initializers {

  private Initializers() {}

  /**
   * Normal values with the standard deviations that Hugging Face's CLIP starts from; layer norms
   * are identities and biases zero. Each parameter has a generator of its own, seeded by {@code
   * seed} and its name, so that neither order nor the rest of the model matter.
   */
  public static Initializer random(long seed) {
    return new RandomInitializer(seed, ClipConfig.vitB32());
  }
}
