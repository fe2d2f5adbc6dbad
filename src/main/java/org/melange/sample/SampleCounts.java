package org.melange.sample;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What was written.
 *
 * @param entities entities of the knowledge base
 * @param drawable those of them that have a picture
 * @param lines lines of {@code posts.jsonl}, the broken ones included
 * @param posts posts that a reader should accept
 * @param pictured accepted posts whose picture is sound
 * @param mentions accepted mentions, one row of {@code gold.jsonl} each
 * @param nil those of the mentions that no entity of the knowledge base is meant by
 * @param byName accepted posts without mentions, one row of {@code gold-by-name.jsonl} each
 * @param defects posts that are broken on purpose, by what is wrong with them
 */
public record SampleCounts(
    int entities,
    int drawable,
    int lines,
    int posts,
    int pictured,
    int mentions,
    int nil,
    int byName,
    Map<Defect, Integer> defects) {

  /** Copies the map; refuses counts that contradict each other. */
  public SampleCounts {
    Map<Defect, Integer> copy = new EnumMap<>(Defect.class);
    copy.putAll(defects);
    defects = Collections.unmodifiableMap(copy);
    if (drawable > entities || posts > lines || pictured > posts || nil > mentions) {
      throw new IllegalArgumentException("a part is greater than its whole");
    }
  }
}
