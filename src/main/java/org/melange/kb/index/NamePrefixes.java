package org.melange.kb.index;

import java.util.function.LongConsumer;
import org.melange.corpus.WordBoundaries;
import org.melange.kb.name.KeyHash;

/** The beginnings of names, up to each of their word boundaries that does not follow a space. */
public final class NamePrefixes {

  private NamePrefixes() {}

  /** Gives the {@link KeyHash} of each beginning of a name; the last is that of the name. */
  public static void forEach(String name, LongConsumer hash) {
    long state = KeyHash.start();
    for (int end = 1; end <= name.length(); end++) {
      char last = name.charAt(end - 1);
      state = KeyHash.next(state, last);
      if (last != ' ' && WordBoundaries.at(name, end)) {
        hash.accept(KeyHash.of(state));
      }
    }
  }
}
