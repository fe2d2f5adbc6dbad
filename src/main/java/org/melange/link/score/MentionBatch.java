package org.melange.link.score;

import java.util.ArrayList;
import java.util.List;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.MentionRow;

/**
 * Mentions that entities are read for at once, packed in groups. Mention m is in lane {@code
 * lane(m)} of panel {@code group(m)}. Immutable.
 *
 * @param panels in the order of the mentions
 * @param size number of mentions
 */
record MentionBatch(List<MentionPanel> panels, int size) {

  /**
   * Packs mentions.
   *
   * @throws IllegalArgumentException if a row is not laid out as {@code layout} says or holds a
   *     value that is not finite
   */
  static MentionBatch of(EntityLayout layout, List<MentionRow> mentions) {
    List<MentionPanel> panels = new ArrayList<>();
    for (int from = 0; from < mentions.size(); from += SimdLanes.GROUP) {
      int to = Math.min(mentions.size(), from + SimdLanes.GROUP);
      panels.add(MentionPanel.of(layout, mentions.subList(from, to)));
    }
    return new MentionBatch(panels, mentions.size());
  }

  static int group(int mention) {
    return mention / SimdLanes.GROUP;
  }

  static int lane(int mention) {
    return mention % SimdLanes.GROUP;
  }

  MentionPanel panel(int group) {
    return panels.get(group);
  }

  int groups() {
    return panels.size();
  }
}
