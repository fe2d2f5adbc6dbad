package org.melange.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The counts of a run with what they mean. */
public final class Headlines {

  private Headlines() {}

  /**
   * Headlines of a run.
   *
   * @param links its links
   * @param summary its last line; counts that it does not have are left out
   */
  public static List<Headline> of(LinkCounts links, Map<String, ?> summary) {
    List<Headline> all = new ArrayList<>();
    if (summary.get("posts") instanceof Number posts) {
      all.add(Headline.of("Posts", posts.longValue(), "records that were read"));
    }
    long mentions = links.all();
    all.add(Headline.of("Mentions", mentions, "passages to be linked, one link each"));
    all.add(Headline.of("Linked", mentions - links.nil(), mentions, "mentions with an entity"));
    all.add(
        Headline.of(
            "NIL", links.nil(), mentions, "mentions without an entity, or too uncertain for one"));
    if (summary.get("quarantined") instanceof Number rejected) {
      all.add(
          Headline.of(
              "Quarantined", rejected.longValue(), "records and mentions that were rejected"));
    }
    all.add(
        Headline.of("Images used", links.withImage(), mentions, "mentions whose image was read"));
    all.add(
        Headline.of(
            "Descriptions", links.described(), mentions, "mentions that got a description"));
    return all;
  }
}
