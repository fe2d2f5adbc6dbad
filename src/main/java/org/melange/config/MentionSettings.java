package org.melange.config;

import java.io.Serializable;

/**
 * {@code mentions.*}: how mentions are found.
 *
 * @param minChars the shortest name that is searched for, in code points
 * @param minCharsCjk the same for names that consist of Han, Hangul and Katakana
 * @param matchLowercase whether names are also found where they are written in lower case
 * @param maxPerPost the most mentions of one post that are linked
 */
public record MentionSettings(int minChars, int minCharsCjk, boolean matchLowercase, int maxPerPost)
    implements Serializable {

  static MentionSettings read(ConfigReader in) {
    return new MentionSettings(
        in.integer("mentions.min-chars", 1, 1000),
        in.integer("mentions.min-chars-cjk", 1, 1000),
        in.flag("mentions.match-lowercase"),
        in.integer("mentions.max-per-post", 1, Integer.MAX_VALUE));
  }
}
