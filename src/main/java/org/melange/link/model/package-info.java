/**
 * The linking model: CLIP and the matcher together, from texts and images to features and rows.
 *
 * <p>{@link org.melange.link.model.LinkingModel} is loaded from a {@link
 * org.melange.link.model.ModelDirectory} or built by a {@link org.melange.link.model.ModelBuilder}.
 * Its {@link org.melange.link.model.Encoder} takes {@link org.melange.link.model.TextInput}s and
 * {@link org.melange.link.model.ImageInput}s and computes each content once per {@link
 * org.melange.link.model.FeatureCache}. Tensors (DJL) are used here, but not behind it: {@code
 * link.row} encodes the features as rows of plain arrays. Knows no Spark and no files but a
 * model's.
 */
package org.melange.link.model;
