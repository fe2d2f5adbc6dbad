package org.melange.kb.name;

/**
 * An entity that a mention may stand for.
 *
 * @param qid the entity
 * @param match how the mention's text met one of its names
 * @param weight strength of the match in (0, 1]; the order of candidates is match, then weight
 *     (descending), then QID
 */
public record Candidate(String qid, Match match, double weight) {

  /** How the text of a mention met a name, the most reliable first. */
  public enum Match {
    /** The normalised main name. */
    EXACT,
    /** A normalised further name. */
    ALIAS,
    /** The name without diacritics. */
    FOLDED,
    /** A similar name. */
    FUZZY
  }
}
