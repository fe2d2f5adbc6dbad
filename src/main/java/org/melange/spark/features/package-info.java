/**
 * CLIP features of mentions and entities.
 *
 * <p>{@link org.melange.spark.features.ClipFeatures} is the transformer. Rows come in with a text
 * and image addresses; they leave with the columns {@code text_cls}, {@code text_tokens}, {@code
 * image_cls}, {@code image_tokens}, {@code text_length} and {@code image_status}. {@code
 * PreparedRows} tokenizes texts and loads images ahead of the model; {@code EncodedBatches} keeps
 * the device busy with them. With {@code features.store} set, {@code StoredFeatures} computes each
 * content once and keeps it in a {@code FeatureStore}.
 *
 * <p>From here rows go to {@code spark.link} (mentions), {@code spark.table} (entities) or {@code
 * spark.learn} (both).
 */
package org.melange.spark.features;
