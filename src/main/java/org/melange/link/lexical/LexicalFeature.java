package org.melange.link.lexical;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What the words of a mention, its text, and an entity's names and description say. Each feature is
 * a number, and {@link LexicalWeights} has a weight for each. Features that compare names are the
 * maximum over the names of the entity. The weight of a word is its inverse document frequency.
 */
public enum LexicalFeature {
  /** 1 if the mention equals the label, normalized. */
  LABEL_EXACT(Part.NAME),
  /** 1 if the mention equals an alias, normalized. */
  ALIAS_EXACT(Part.NAME),
  /** 1 if the mention equals a name except for diacritics and punctuation. */
  FOLDED_EXACT(Part.NAME),
  /** 1 if the mention equals the label, and no other entity has this label. */
  UNIQUE_LABEL(Part.NAME),
  /** The weight of the candidate, divided by the factor of its popularity. */
  SIMILARITY(Part.NAME),
  /** How far the popularity raises the weight of names: 0 if unknown, 1 at most. */
  POPULARITY(Part.NAME),
  /** Weight of the words that mention and name share, divided by that of all their words. */
  WORD_JACCARD(Part.NAME),
  /** Weight of the words of the mention that are in the name, divided by that of the mention. */
  MENTION_IN_NAME(Part.NAME),
  /** Weight of the words of the name that are in the mention, divided by that of the name. */
  NAME_IN_MENTION(Part.NAME),
  /** 1 if the name ends with the mention and has words before it. */
  NAME_ENDS(Part.NAME),
  /** 1 if the mention ends with the name and has words before it. */
  MENTION_ENDS(Part.NAME),
  /** Length of the common prefix of mention and name, divided by the length of the longer one. */
  PREFIX(Part.NAME),
  /** 1 if the mention consists of the initials of the name. */
  INITIALS(Part.NAME),
  /**
   * A twentieth of the logarithm of the number in the QID: Wikidata numbered known things first.
   */
  LOG_QID(Part.NAME),
  /** Of a name that contains a word of the mention: the share of its other words in the text. */
  REST_IN_TEXT(Part.TEXT),
  /** Weight of the stems that description and text share, divided by the root of the former's. */
  DESCRIPTION_STEMS(Part.TEXT),
  /** 1 if the entity has a description. */
  DESCRIBED(Part.TEXT);

  private static final LexicalFeature[] ALL = values();

  private final Part part;

  LexicalFeature(Part part) {
    this.part = part;
  }

  /** The part of the score that a feature contributes to. */
  public enum Part {
    /** The names of the entity, and how well known it is. Depends on the mention alone. */
    NAME,
    /** The text around the mention. */
    TEXT
  }

  /** The number of features. */
  public static int count() {
    return ALL.length;
  }

  /** The part of the score that it contributes to. */
  public Part part() {
    return part;
  }

  /** Its name in files, such as {@code label_exact}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The keys of all features, in the order of a vector's values. */
  public static List<String> keys() {
    return Arrays.stream(ALL).map(LexicalFeature::key).toList();
  }
}
