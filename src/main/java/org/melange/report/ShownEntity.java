package org.melange.report;

/**
 * An entity as a page shows it.
 *
 * @param qid its QID
 * @param label its name; null if unknown
 * @param description from the knowledge base, possibly truncated; null if there is none
 */
public record ShownEntity(String qid, String label, String description) {

  private static final int MAX_DESCRIPTION = 240;

  /** Truncates the description. */
  public ShownEntity {
    description = MarkedText.truncated(description, MAX_DESCRIPTION);
  }

  /** The address of the entity at Wikidata; null if the QID is not one of Wikidata's. */
  public String address() {
    return qid.matches("Q[1-9][0-9]{0,18}") ? "https://www.wikidata.org/wiki/" + qid : null;
  }
}
