package org.melange.clip;

/** The initial values of the parameters of a new model. */
@FunctionalInterface
public interface Initializer {

  /**
   * The values of a parameter of the given shape, row-major.
   *
   * @param name its name in Hugging Face's state dict
   */
  float[] values(String name, long[] shape);

  /** This initializer for a model. Called once, before {@link #values}. */
  default Initializer fittedTo(ClipConfig config) {
    return this;
  }
}
