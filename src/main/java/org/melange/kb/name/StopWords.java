package org.melange.kb.name;

import java.util.Set;

/** Words too common to be looked for as names, or to count in the initials of one. */
final class StopWords {

  /**
   * Words that knowledge bases also have as names (songs, films, bands), in normalised form. Short
   * by design: a name that a corpus speaks of should not be lost here.
   */
  static final Set<String> COMMON =
      Set.of(
          "a", "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been",
          "before", "but", "by", "can", "could", "did", "do", "does", "down", "each", "every",
          "for", "from", "had", "has", "have", "he", "her", "here", "him", "his", "how", "i", "if",
          "in", "into", "is", "it", "its", "just", "like", "me", "more", "most", "my", "new", "no",
          "not", "now", "of", "off", "on", "one", "only", "or", "other", "our", "out", "over",
          "she", "so", "some", "such", "than", "that", "the", "their", "them", "then", "there",
          "these", "they", "this", "those", "to", "two", "under", "up", "very", "was", "we", "were",
          "what", "when", "where", "which", "while", "who", "why", "will", "with", "would", "you",
          "your");

  /** Small words that initials leave out: UNHCR, NOAA. */
  static final Set<String> WITHOUT_INITIAL =
      Set.of("a", "an", "and", "at", "by", "de", "des", "du", "for", "in", "of", "on", "the", "to");

  private StopWords() {}
}
