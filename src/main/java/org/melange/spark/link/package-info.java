/**
 * Linking: mentions with their features become links.
 *
 * <p>{@link org.melange.spark.link.LinkingPipeline} assembles all that a job needs: candidates,
 * features, {@link org.melange.spark.link.EntityLinker}. {@code EntityLinker} sends a {@code
 * ScoringTask} to the executors, which scores mentions in batches with {@code
 * org.melange.link.score}. {@code LinkCodec} makes the columns of a link, {@link
 * org.melange.spark.link.CalibrationStore} finds the calibration that gives its confidence, and
 * {@link org.melange.spark.link.Links} writes it. {@link org.melange.spark.link.RowReconciliation}
 * compares the links with what was read. {@link org.melange.spark.link.GoldRanker} ranks the right
 * entity instead, for evaluations.
 */
package org.melange.spark.link;
