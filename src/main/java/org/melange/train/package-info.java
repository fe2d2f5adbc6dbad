/**
 * Training: losses, the optimizer, and the one loop that trains the matcher on frozen CLIP features
 * ({@link org.melange.train.MatcherTrainer}), the matcher and CLIP together ({@link
 * org.melange.train.JointTrainer}) and CLIP from nothing ({@link org.melange.train.ClipTrainer}).
 *
 * <p>Training examples come from {@link org.melange.train.data.Examples}, so they may live on disk.
 * Every epoch ends in a checkpoint, so a run that was killed goes on as if nothing had happened.
 * Tensors, but no Spark: a job gathers the examples and calls a trainer.
 */
package org.melange.train;
