package org.melange.spark.store;

import java.util.LinkedHashMap;
import java.util.Map;
import org.melange.run.Summary;

/**
 * What an update did.
 *
 * @param runId of the rows that it wrote
 * @param resumed whether it went on with the plan of an earlier run
 * @param counts of the plan
 * @param shards committed
 * @param posts linked
 * @param shardsLeft shards of the plan that are not committed
 * @param postsLeft posts of the plan that are not linked
 * @param crashed posts that were given up
 * @param sum of the committed shards
 * @param version of the links table
 */
public record UpdateResult(
    String runId,
    boolean resumed,
    Map<String, Object> counts,
    long shards,
    long posts,
    long shardsLeft,
    long postsLeft,
    long crashed,
    ShardResult sum,
    String version) {

  /** The counts as a job's summary has them. */
  public Summary summary() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("run_id", runId);
    values.put("resumed", resumed);
    values.putAll(counts);
    values.put("posts_linked", posts);
    values.put("posts_crashed", crashed);
    values.put("mentions", sum.mentions());
    values.put("linked", sum.linked());
    values.put("nil", sum.mentions() - sum.linked());
    values.put("quarantined", sum.rejections());
    values.put("images", sum.images());
    values.put("shards", shards);
    values.put("shards_remaining", shardsLeft);
    values.put("remaining", postsLeft);
    values.put("table_version", version);
    return new Summary(values);
  }
}
