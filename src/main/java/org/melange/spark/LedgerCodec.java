package org.melange.spark;

import java.sql.Timestamp;
import org.apache.spark.sql.Row;
import org.melange.enrich.Answer;

/** Between answers and rows of {@link Schemas#LEDGER}. */
final class LedgerCodec {

  private LedgerCodec() {}

  static Row toRow(Answer answer) {
    return Rows.of(
        Schemas.LEDGER,
        answer.key(),
        answer.outcome().status(),
        answer.outcome().description().orElse(null),
        answer.tries(),
        answer.usage().inputTokens(),
        answer.usage().outputTokens(),
        answer.costUsd(),
        answer.call().model(),
        answer.call().content(),
        answer.call().latencyMillis(),
        answer.call().attempts(),
        answer.runId(),
        Timestamp.from(answer.at()));
  }
}
