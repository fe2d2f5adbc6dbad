package org.melange.kb.name;

import java.util.Set;

/** Words that are too common to be found as names, or to contribute an initial. */
final class StopWords {

  /**
   * Words that are also names in knowledge bases (songs, films, bands), in normalised form. The
   * list is short on purpose: it should not hide a name that a corpus mentions.
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

  /** Function words that initials leave out, as in UNHCR and NOAA. */
  static final Set<String> WITHOUT_INITIAL =
      Set.of("a", "an", "and", "at", "by", "de", "des", "du", "for", "in", "of", "on", "the", "to");

  private StopWords() {}
}
