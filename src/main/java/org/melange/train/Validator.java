package org.melange.train;

/**
 * Measures the model after an epoch on data that is not used for training.
 *
 * <p>Models are trained in place, so a validator measures the model that the trainer was given. The
 * model is frozen during validation, so that no gradients are recorded.
 */
@FunctionalInterface
public interface Validator {

  /** The mean reciprocal rank, or another metric of which larger values are better. */
  double mrr();
}
