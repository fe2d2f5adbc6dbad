package org.melange.spark.enrich;

import java.time.Instant;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.question.Answer;
import org.melange.enrich.question.EnrichmentOutcome;
import org.melange.enrich.question.Question;

/** Reads the rows of pending questions. */
final class QuestionCodec {

  private QuestionCodec() {}

  static Question question(Row row) {
    return new Question(
        row.getAs("mention"), row.getAs("text"), row.getList(row.fieldIndex("choices")));
  }

  /** The answer of the first try, if a second try is due. */
  static Optional<Answer> firstTry(Row row) {
    Integer tries = row.getAs("replies");
    return tries == null
        ? Optional.empty()
        : Optional.of(
            new Answer(
                row.getAs("key"),
                new EnrichmentOutcome.Malformed(),
                tries,
                new Usage(row.<Long>getAs("tokens_in"), row.<Long>getAs("tokens_out")),
                0,
                new Answer.Call("", "", 0, 0),
                "",
                Instant.EPOCH));
  }
}
