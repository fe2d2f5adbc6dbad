package org.melange.report;

import java.util.List;

/**
 * A page with proposals for a knowledge base, to review.
 *
 * @param title the heading
 * @param lead paragraphs below the heading
 * @param headlines counts
 * @param sections the proposals by kind
 */
public record ProposalPage(
    String title, List<String> lead, List<Headline> headlines, List<Section> sections) {

  /**
   * The proposals of one kind.
   *
   * @param id the anchor
   * @param title the heading
   * @param lead what is proposed
   * @param note how many are not shown; may be empty
   * @param proposals those that are shown
   */
  public record Section(
      String id, String title, String lead, String note, List<ShownProposal> proposals) {}
}
