package org.melange.link.lexical;

import static org.melange.link.lexical.LexicalFeature.ALIAS_EXACT;
import static org.melange.link.lexical.LexicalFeature.FOLDED_EXACT;
import static org.melange.link.lexical.LexicalFeature.INITIALS;
import static org.melange.link.lexical.LexicalFeature.LABEL_EXACT;
import static org.melange.link.lexical.LexicalFeature.LOG_QID;
import static org.melange.link.lexical.LexicalFeature.MENTION_ENDS;
import static org.melange.link.lexical.LexicalFeature.MENTION_IN_NAME;
import static org.melange.link.lexical.LexicalFeature.NAME_ENDS;
import static org.melange.link.lexical.LexicalFeature.NAME_IN_MENTION;
import static org.melange.link.lexical.LexicalFeature.POPULARITY;
import static org.melange.link.lexical.LexicalFeature.PREFIX;
import static org.melange.link.lexical.LexicalFeature.SIMILARITY;
import static org.melange.link.lexical.LexicalFeature.UNIQUE_LABEL;
import static org.melange.link.lexical.LexicalFeature.WORD_JACCARD;

import java.util.Arrays;
import org.melange.kb.name.Candidate;
import org.melange.kb.name.Candidate.Match;

/**
 * Computes the features of {@link LexicalFeature.Part#NAME}.
 *
 * @param index of the knowledge base
 * @param mention the mention
 */
record NameComparison(LexicalIndex index, MentionWords mention) {

  /** QIDs of today have nine digits: the feature is at most about 1. */
  private static final double LOG_QID_SCALE = 1 / 20.0;

  /**
   * Writes the features of an entity into {@code values}; all others become 0.
   *
   * @param entity position in the index
   * @param unique whether exactly one label equals the mention
   */
  void features(Candidate candidate, int entity, boolean unique, double[] values) {
    Arrays.fill(values, 0);
    Match match = candidate.match();
    double factor = index.popularityFactor(entity);
    set(values, LABEL_EXACT, match == Match.EXACT);
    set(values, ALIAS_EXACT, match == Match.ALIAS);
    set(values, FOLDED_EXACT, match == Match.FOLDED);
    set(values, UNIQUE_LABEL, match == Match.EXACT && unique);
    values[SIMILARITY.ordinal()] = candidate.weight() / factor;
    values[POPULARITY.ordinal()] = Math.max(0, 2 * factor - 1);
    values[LOG_QID.ordinal()] = Math.log(index.qid(entity)) * LOG_QID_SCALE;
    for (int name = index.firstName(entity); name < index.firstName(entity + 1); name++) {
      words(name, values);
      max(values, PREFIX, prefix(mention.folded(), index.name(name)));
      if (mention.words().length == 1
          && index.nameInitials().contains(name, mention.folded().hashCode())) {
        set(values, INITIALS, true);
      }
    }
  }

  private void words(int name, double[] values) {
    IntLists lists = index.nameWords();
    double ofName = 0;
    double shared = 0;
    for (int at = lists.from(name); at < lists.to(name); at++) {
      double weight = index.words().weight(lists.value(at));
      ofName += weight;
      shared += mention.hasWord(lists.value(at)) ? weight : 0;
    }
    if (shared > 0) {
      max(values, WORD_JACCARD, Math.min(1, shared / (ofName + mention.weight() - shared)));
      max(values, MENTION_IN_NAME, Math.min(1, shared / mention.weight()));
      max(values, NAME_IN_MENTION, shared / ofName);
      max(values, NAME_ENDS, nameEnds(name) ? 1 : 0);
      max(values, MENTION_ENDS, mentionEnds(name) ? 1 : 0);
    }
  }

  private boolean nameEnds(int name) {
    int[] words = mention.words();
    int before = index.nameWords().length(name) - words.length;
    return before > 0 && same(name, before, words, 0, words.length);
  }

  private boolean mentionEnds(int name) {
    int[] words = mention.words();
    int length = index.nameWords().length(name);
    return words.length > length && same(name, 0, words, words.length - length, length);
  }

  /** Whether {@code length} words of a name and of the mention are the same. */
  private boolean same(int name, int nameFrom, int[] words, int from, int length) {
    IntLists lists = index.nameWords();
    for (int i = 0; i < length; i++) {
      if (lists.value(lists.from(name) + nameFrom + i) != words[from + i]) {
        return false;
      }
    }
    return true;
  }

  private static double prefix(String mention, String name) {
    int shorter = Math.min(mention.length(), name.length());
    int longer = Math.max(mention.length(), name.length());
    int same = 0;
    while (same < shorter && mention.charAt(same) == name.charAt(same)) {
      same++;
    }
    return longer == 0 ? 0 : (double) same / longer;
  }

  private static void set(double[] values, LexicalFeature feature, boolean holds) {
    values[feature.ordinal()] = holds ? 1 : 0;
  }

  private static void max(double[] values, LexicalFeature feature, double value) {
    values[feature.ordinal()] = Math.max(values[feature.ordinal()], value);
  }
}
