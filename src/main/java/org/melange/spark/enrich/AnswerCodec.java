package org.melange.spark.enrich;

import java.sql.Timestamp;
import org.apache.spark.sql.Row;
import org.melange.enrich.question.Answer;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/** Converts answers to rows of {@link Schemas#ANSWER}. */
final class AnswerCodec {

  private AnswerCodec() {}

  static Row toRow(Answer answer) {
    return Rows.of(
        Schemas.ANSWER,
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
