/**
 * The matcher of MMoE (arXiv 2507.07108): experts, gates, the three matching units, and the
 * statistics that make scores of the published gate independent of the batch.
 *
 * <p>What may come in: {@link org.melange.mmoe.Features} of a batch as DJL arrays, from any
 * encoder.
 *
 * <p>Where it leads: {@link org.melange.mmoe.Matcher} applies layer norms, routes features to
 * experts ({@code Mixture}), encodes each side once ({@link org.melange.mmoe.MentionEncoding},
 * {@link org.melange.mmoe.EntityEncoding}) and compares them ({@link org.melange.mmoe.Scores}).
 *
 * <p>This package depends on {@code tensor} only; it knows neither Spark nor CLIP.
 */
package org.melange.mmoe;
