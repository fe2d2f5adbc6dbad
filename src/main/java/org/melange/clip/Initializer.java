package org.melange.clip;

/** Gives the parameters of a new model their first values. */
@FunctionalInterface
public interface Initializer {

  /**
   * The values of a parameter, row-major, as many as {@code shape} has elements.
   *
   * @param name its name in Hugging Face's state dict
   */
  float[] values(String name, long[] shape);

  /**
   * This initializer, fitted to a model's shape; called once before the first value is asked for.
   */
  default Initializer fittedTo(ClipConfig config) {
    return this;
  }
}
