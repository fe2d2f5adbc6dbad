package org.melange.spark.features;

/**
 * What a run found in the feature store.
 *
 * @param texts distinct texts of the run
 * @param textsComputed those that the store did not have
 * @param images distinct image files of the run
 * @param imagesComputed those that the store did not have
 */
public record FeatureStoreStats(long texts, long textsComputed, long images, long imagesComputed) {}
