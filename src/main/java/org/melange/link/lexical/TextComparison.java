package org.melange.link.lexical;

import static org.melange.link.lexical.LexicalFeature.DESCRIBED;
import static org.melange.link.lexical.LexicalFeature.DESCRIPTION_STEMS;
import static org.melange.link.lexical.LexicalFeature.REST_IN_TEXT;

/**
 * Computes the features of {@link LexicalFeature.Part#TEXT}. Words of the mention do not count.
 *
 * @param index of the knowledge base
 * @param mention the mention
 * @param text the text around it
 */
record TextComparison(LexicalIndex index, MentionWords mention, TextWords text) {

  /**
   * Writes the features of an entity into {@code values}, whose other values are kept.
   *
   * @param entity position in the index
   */
  void features(int entity, double[] values) {
    double rest = 0;
    for (int name = index.firstName(entity); name < index.firstName(entity + 1); name++) {
      rest = Math.max(rest, restInText(name));
    }
    values[REST_IN_TEXT.ordinal()] = rest;
    boolean described = index.descriptionStems().length(entity) > 0;
    values[DESCRIBED.ordinal()] = described ? 1 : 0;
    values[DESCRIPTION_STEMS.ordinal()] = described ? descriptionStems(entity) : 0;
  }

  private double restInText(int name) {
    IntLists lists = index.nameWords();
    double rest = 0;
    double inText = 0;
    boolean shares = false;
    for (int at = lists.from(name); at < lists.to(name); at++) {
      int word = lists.value(at);
      if (mention.hasWord(word)) {
        shares = true;
      } else {
        double weight = index.words().weight(word);
        rest += weight;
        inText += text.hasWord(word) ? weight : 0;
      }
    }
    return shares && rest > 0 ? inText / rest : 0;
  }

  private double descriptionStems(int entity) {
    IntLists lists = index.descriptionStems();
    double total = 0;
    double shared = 0;
    for (int at = lists.from(entity); at < lists.to(entity); at++) {
      int stem = lists.value(at);
      double weight = index.stems().weight(stem);
      total += weight;
      shared += text.hasStem(stem) && !mention.hasStem(stem) ? weight : 0;
    }
    return total > 0 ? shared / Math.sqrt(total) : 0;
  }
}
