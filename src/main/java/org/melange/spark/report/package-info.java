/**
 * Collects what the pages of {@code org.melange.report} show, from the written output of a run.
 *
 * <p>{@link org.melange.spark.report.LinkFacts} counts links and assigns them to strata, {@link
 * org.melange.spark.report.StratifiedDraw} draws a sample that depends on a seed and on the keys of
 * the rows, and {@link org.melange.spark.report.ShownLinks} adds texts, entities and thumbnails to
 * it, with {@link org.melange.spark.report.PostExcerpts} for posts. {@link
 * org.melange.spark.report.RunReport} writes the report of a run. The driver holds counts and the
 * sample only.
 */
package org.melange.spark.report;
