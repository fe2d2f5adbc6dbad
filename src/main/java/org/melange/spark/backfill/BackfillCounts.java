package org.melange.spark.backfill;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a comparison found.
 *
 * @param posts whose scope differs
 * @param mentions of the table
 * @param relink mentions whose inputs differ
 * @param added mentions that the table does not have
 * @param gone mentions that posts do not have any more
 * @param rule mentions of which only confidences differ
 * @param moved mentions with another identifier
 * @param images images of mentions that are linked
 */
public record BackfillCounts(
    long posts,
    long mentions,
    long relink,
    long added,
    long gone,
    long rule,
    long moved,
    long images) {

  /** Everything was up to date. */
  static final BackfillCounts NONE = new BackfillCounts(0, 0, 0, 0, 0, 0, 0, 0);

  /** Mentions that are linked. */
  public long linking() {
    return relink + added;
  }

  /** The counts as a summary has them. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("posts_compared", posts);
    values.put("mentions_relinked", relink);
    values.put("mentions_new", added);
    values.put("mentions_gone", gone);
    values.put("mentions_recalibrated", rule);
    values.put("mentions_renumbered", moved);
    values.put("mentions_with_image", images);
    return values;
  }
}
