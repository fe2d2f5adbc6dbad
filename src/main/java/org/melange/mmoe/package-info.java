/**
 * The matcher of MMoE (arXiv 2507.07108): experts, gates, the three matching units, and the
 * statistics that make scores of the published gate independent of the batch. DJL blocks; nothing
 * here knows Spark or CLIP.
 *
 * <p>The way of a score: {@link org.melange.mmoe.Features} are layer-normed by {@link
 * org.melange.mmoe.Matcher}, routed through experts into a {@code Mixture}, encoded once per side
 * ({@link org.melange.mmoe.MentionEncoding}, {@link org.melange.mmoe.EntityEncoding}) and compared
 * ({@link org.melange.mmoe.Scores}).
 */
package org.melange.mmoe;
