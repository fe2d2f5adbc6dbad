package org.melange.report;

import java.util.List;
import java.util.Map;

/**
 * The content of a run's report.
 *
 * @param title the heading
 * @param lead paragraphs below the heading
 * @param warnings what a reader must know before any number; may be empty
 * @param headlines the counts of the run
 * @param confidence the distribution of confidences; null without a calibration
 * @param charts outcomes of images and of descriptions
 * @param sample some of the links
 * @param quarantine rejected records by reason
 * @param internals settings, versions and times, by name
 */
public record RunPage(
    String title,
    List<String> lead,
    List<String> warnings,
    List<Headline> headlines,
    Histogram confidence,
    List<BarChart> charts,
    LinkSample sample,
    List<RejectionReason> quarantine,
    Map<String, String> internals) {}
