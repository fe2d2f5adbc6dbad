/**
 * Pages that a person looks at: the reports of a run and of a backfill, the page for labeling
 * links, and proposals.
 *
 * <p>A page is one HTML file without external resources: its images are {@code data:} URIs, and its
 * content security policy allows only its own style and script. {@link
 * org.melange.report.PageTemplate} renders the records of this package with the templates beside it
 * (Pebble), which escape everything they are given. {@link org.melange.report.LinkCounts} and
 * {@link org.melange.report.Allocation} decide which links a sample shows. Collecting them is the
 * task of {@code org.melange.spark.report}.
 */
package org.melange.report;
