package org.melange.sample;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The numbers of what was written.
 *
 * @param entities entities of the knowledge base
 * @param drawable entities with an image
 * @param lines lines of {@code posts.jsonl}, including the broken ones
 * @param posts valid posts
 * @param withImage valid posts with an intact image
 * @param mentions valid mentions, one row of {@code gold.jsonl} each
 * @param nil mentions of entities that are not in the knowledge base
 * @param byName valid posts without mentions, one row of {@code gold-by-name.jsonl} each
 * @param defects posts that are broken on purpose, by defect
 */
public record SampleCounts(
    int entities,
    int drawable,
    int lines,
    int posts,
    int withImage,
    int mentions,
    int nil,
    int byName,
    Map<Defect, Integer> defects) {

  /** Copies the map; rejects inconsistent counts. */
  public SampleCounts {
    Map<Defect, Integer> copy = new EnumMap<>(Defect.class);
    copy.putAll(defects);
    defects = Collections.unmodifiableMap(copy);
    if (drawable > entities || posts > lines || withImage > posts || nil > mentions) {
      throw new IllegalArgumentException("a part is greater than its whole");
    }
  }
}
