/**
 * Training: losses, the training loop, and validation.
 *
 * <p>{@link org.melange.train.MatcherTrainer} trains the matcher on features of a frozen CLIP,
 * {@link org.melange.train.JointTrainer} fine-tunes the matcher and CLIP jointly, and {@link
 * org.melange.train.ClipTrainer} trains CLIP alone. All share one loop.
 *
 * <p>What may come in: {@code train.data} provides examples, which may be on disk, and a job
 * provides {@link org.melange.train.TrainingOptions}. Every epoch ends with a checkpoint, from
 * which a killed training resumes with the same result.
 *
 * <p>Where it leads: models are trained in place, and the loss curves are written beside the
 * checkpoints. This package knows tensors but not Spark.
 */
package org.melange.train;
