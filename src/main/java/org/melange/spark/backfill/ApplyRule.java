package org.melange.spark.backfill;

import java.sql.Timestamp;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Row;
import org.melange.link.calibrate.ConfidenceFeatures;
import org.melange.link.calibrate.NilThreshold;
import org.melange.spark.row.Rows;

/**
 * Makes the new link of a mention whose scores stay the same: with another confidence and decision,
 * or only with another identifier. Gives rows of {@link LinkChanges#STAGED}.
 */
final class ApplyRule implements MapFunction<Row, Row> {

  private static final long serialVersionUID = 1L;
  private final NilThreshold rule;
  private final String runId;
  private final Timestamp time;

  /**
   * A function.
   *
   * @param runId of links with another confidence
   * @param time of the run
   */
  ApplyRule(NilThreshold rule, String runId, Timestamp time) {
    this.rule = rule;
    this.runId = runId;
    this.time = time;
  }

  /** The stored values of {@link ConfidenceFeatures#vector()}. */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  private record Stored(List<String> names, double[] vector) implements ConfidenceFeatures {}

  @Override
  public Row call(Row compared) {
    String change = compared.getAs(Comparison.CHANGE);
    Row old = compared.getAs(Comparison.OLD);
    return Rows.of(
        LinkChanges.STAGED,
        change.equals(Change.GONE) ? null : now(compared, old, change),
        old,
        change,
        compared.getAs(Comparison.SCOPE_CAUSES),
        null);
  }

  private Row now(Row compared, Row old, String change) {
    Row link = change.equals(Change.RULE) ? decided(old) : old;
    String id = compared.getAs("mention_id");
    return id == null ? link : Rows.with(link, "mention_id", id);
  }

  private Row decided(Row link) {
    List<Row> candidates = link.getList(link.fieldIndex("candidates"));
    if (candidates.isEmpty()) {
      return link;
    }
    Row best = candidates.get(0);
    Double confidence = rule.curve() == null ? null : rule.confidence(stored(link));
    boolean kept = rule.keeps(confidence);
    Row row = Rows.with(link, "confidence", confidence);
    row = Rows.with(row, "qid", kept ? best.getAs("qid") : null);
    row = Rows.with(row, "label", kept ? best.getAs("label") : null);
    row = Rows.with(row, "run_id", runId);
    return Rows.with(row, "linked_at", time);
  }

  private Stored stored(Row link) {
    List<Double> values = link.getList(link.fieldIndex("confidence_features"));
    return new Stored(
        rule.curve().features(), values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
