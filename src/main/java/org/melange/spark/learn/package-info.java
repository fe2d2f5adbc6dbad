/**
 * Training, calibration and evaluation data.
 *
 * <p>{@link org.melange.spark.learn.TrainingSet} brings labelled mentions and their entities from
 * the executors to the driver, where {@link org.melange.spark.learn.ModelTraining} trains with
 * {@code org.melange.train}. {@link org.melange.spark.learn.LinkerTrainer} does the same as an
 * estimator of Spark ML. {@link org.melange.spark.learn.HeldOut} and {@link
 * org.melange.spark.learn.ConfidenceFitter} fit a calibration; {@link
 * org.melange.spark.learn.Ranks} and {@link org.melange.spark.learn.BaselineRanks} hold what an
 * evaluation counts.
 */
package org.melange.spark.learn;
