package org.melange.config;

import java.io.Serializable;
import java.util.List;

/**
 * {@code mentions.*}: how mentions are found.
 *
 * @param minChars the shortest name that is searched for, in code points
 * @param minCharsCjk the same for names that consist of Han, Hangul and Katakana
 * @param matchLowercase whether names are also found where they are written in lower case
 * @param types classes: only names of their instances are searched for; empty: all names
 * @param maxPerPost the most mentions of one post that are linked
 */
public record MentionSettings(
    int minChars, int minCharsCjk, boolean matchLowercase, List<String> types, int maxPerPost)
    implements Serializable {

  /** Copies the classes. */
  public MentionSettings {
    types = List.copyOf(types);
  }

  static MentionSettings read(ConfigReader in) {
    return new MentionSettings(
        in.integer("mentions.min-chars", 1, 1000),
        in.integer("mentions.min-chars-cjk", 1, 1000),
        in.flag("mentions.match-lowercase"),
        in.classes("mentions.types"),
        in.integer("mentions.max-per-post", 1, Integer.MAX_VALUE));
  }
}
