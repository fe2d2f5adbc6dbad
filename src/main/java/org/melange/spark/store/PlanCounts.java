package org.melange.spark.store;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the records of an input are, compared with the store.
 *
 * @param records all records
 * @param added posts that the store does not have
 * @param changed posts with other content than the store has
 * @param removed posts that the store has and the input deletes
 * @param unchanged posts and deletions that the store has already
 * @param outdated posts that are older than those of the store
 * @param duplicates records of posts of which another record counts
 * @param rejected records that cannot be used
 */
record PlanCounts(
    long records,
    long added,
    long changed,
    long removed,
    long unchanged,
    long outdated,
    long duplicates,
    long rejected) {

  /** As a job's summary has them. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("records", records);
    values.put("posts_new", added);
    values.put("posts_changed", changed);
    values.put("posts_removed", removed);
    values.put("posts_unchanged", unchanged);
    values.put("posts_outdated", outdated);
    values.put("posts_duplicate", duplicates);
    values.put("records_rejected", rejected);
    return values;
  }
}
