package org.melange.eval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.melange.kb.name.Initials;
import org.melange.kb.name.NameNormalizer;

/**
 * How the text of a mention is related to the names of its entity, the closest relation first.
 * Case, punctuation and diacritics do not count.
 */
public enum NameRelation {
  /** The mention equals the label. */
  LABEL,
  /** The mention equals an alias. */
  ALIAS,
  /** The mention has the initials of a name. */
  INITIALS,
  /** All words of the mention are words of one name. */
  PART_OF_A_NAME,
  /** A word of the mention is a word of a name. */
  SHARED_WORD,
  /** No word of the mention is a word of a name. */
  NO_SHARED_WORD;

  /** What it is called in reports, such as {@code part of a name}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The relation of a mention to an entity. */
  public static NameRelation of(String mention, String label, List<String> aliases) {
    String folded = NameNormalizer.fold(mention);
    if (NameNormalizer.fold(label).equals(folded)) {
      return LABEL;
    }
    return Stream.concat(Stream.of(label), aliases.stream())
        .map(name -> ofName(folded, NameNormalizer.fold(name)))
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static NameRelation ofName(String mention, String name) {
    String[] words = name.split(" ");
    if (mention.equals(name)) {
      return ALIAS;
    }
    if (Initials.of(words).anyMatch(mention::equals)) {
      return INITIALS;
    }
    Set<String> ofMention = new HashSet<>(Arrays.asList(mention.split(" ")));
    int all = ofMention.size();
    ofMention.removeAll(Arrays.asList(words));
    if (ofMention.isEmpty()) {
      return PART_OF_A_NAME;
    }
    return ofMention.size() < all ? SHARED_WORD : NO_SHARED_WORD;
  }
}
