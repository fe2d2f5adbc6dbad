package org.melange.spark.backfill;

import java.util.LinkedHashMap;
import java.util.Map;
import org.melange.run.Summary;

/**
 * What a backfill did.
 *
 * @param runId of the rows that it wrote; empty if there was nothing to do
 * @param resumed whether it went on with the plan of an earlier run
 * @param counts of the comparison
 * @param kinds changed links by kind
 * @param causes changed links by cause; a link may have several
 * @param links of the table before
 * @param verified current links that were linked again and found equal
 * @param before version of the links table before
 * @param after version of the links table afterwards
 */
public record BackfillResult(
    String runId,
    boolean resumed,
    BackfillCounts counts,
    Map<String, Long> kinds,
    Map<String, Long> causes,
    long links,
    long verified,
    String before,
    String after) {

  /** Changed decisions among all links of the table. */
  public double churn() {
    return links == 0 ? 0 : (double) decisions() / links;
  }

  /** The number of changed decisions. */
  long decisions() {
    return LinkChanges.DECISIONS.stream().mapToLong(kind -> kinds.getOrDefault(kind, 0L)).sum();
  }

  /** This result after {@code count} current links were linked again. */
  BackfillResult withVerified(long count) {
    return new BackfillResult(runId, resumed, counts, kinds, causes, links, count, before, after);
  }

  /** This result after the table got a version. */
  BackfillResult withVersion(String version) {
    return new BackfillResult(
        runId, resumed, counts, kinds, causes, links, verified, before, version);
  }

  /** The counts as a job's summary has them. */
  public Summary summary() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("run_id", runId);
    values.put("resumed", resumed);
    values.putAll(counts.values());
    values.put("links", links);
    values.put("changes", kinds);
    values.put("causes", causes);
    values.put("churn", Math.round(churn() * 1e6) / 1e6);
    values.put("verified", verified);
    values.put("table_version_before", before);
    values.put("table_version", after);
    return new Summary(values);
  }
}
