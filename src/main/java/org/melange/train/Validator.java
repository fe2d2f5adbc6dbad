package org.melange.train;

/**
 * Measures the model between two epochs, on data that it is not trained on.
 *
 * <p>Models are trained in place: what was handed to the trainer is what is to be measured. It is
 * frozen meanwhile, so that measuring records no gradients.
 */
@FunctionalInterface
public interface Validator {

  /** The mean reciprocal rank, or anything else of which more is better. */
  double mrr();
}
