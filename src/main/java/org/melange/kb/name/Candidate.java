package org.melange.kb.name;

/**
 * An entity that a mention may refer to.
 *
 * @param qid the entity
 * @param match how the text of the mention matches one of its names
 * @param weight strength of the match in (0, 1]; the order of candidates is match, then weight
 *     (descending), then QID
 */
public record Candidate(String qid, Match match, double weight) {

  /** How the text of a mention matches a name, the most reliable first. */
  public enum Match {
    /** The normalised label. */
    EXACT,
    /** A normalised alias. */
    ALIAS,
    /** The name without diacritics. */
    FOLDED,
    /** A similar name. */
    FUZZY
  }
}
