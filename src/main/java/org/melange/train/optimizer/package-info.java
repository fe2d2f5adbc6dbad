/**
 * The optimizer: AdamW as in PyTorch, learning-rate schedules and loss scaling.
 *
 * <p>What may come in: parameters with gradients, in {@link
 * org.melange.train.optimizer.ParameterGroup}s.
 *
 * <p>Where it leads: {@link org.melange.train.optimizer.AdamW} updates the parameters in place. Its
 * state goes to a checkpoint of {@code train}.
 */
package org.melange.train.optimizer;
