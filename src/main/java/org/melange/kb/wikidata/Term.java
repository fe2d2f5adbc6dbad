package org.melange.kb.wikidata;

import static java.util.Objects.requireNonNull;

/**
 * A label, a description or an alias.
 *
 * @param language its code, such as {@code en} or {@code mul}
 * @param text the text without leading and trailing white space
 */
public record Term(String language, String text) {

  /** Rejects nulls. */
  public Term {
    requireNonNull(language, "language");
    requireNonNull(text, "text");
  }
}
