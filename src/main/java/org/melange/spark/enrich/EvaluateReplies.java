package org.melange.spark.enrich;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.melange.config.Enrichment.AnswerParsing;
import org.melange.enrich.budget.Money;
import org.melange.enrich.question.Answer;
import org.melange.enrich.question.ReplyEvaluator;
import org.melange.enrich.question.ReplyRecordCodec;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/** Evaluates the replies of batches: questions with replies to rows of {@link Schemas#ANSWER}. */
final class EvaluateReplies implements MapPartitionsFunction<Row, Row> {

  private static final long serialVersionUID = 1L;

  private final Money money;
  private final AnswerParsing parsing;

  EvaluateReplies(Money money, AnswerParsing parsing) {
    this.money = money;
    this.parsing = parsing;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return BatchingIterator.flatMap(
        rows, row -> evaluate(row).stream().map(AnswerCodec::toRow).toList());
  }

  private List<Answer> evaluate(Row row) {
    return new ReplyEvaluator(money, row.getAs("run_id"), parsing)
            .evaluate(
                ReplyRecordCodec.parse(row.getAs("reply")).orElseThrow().reply(),
                row.getAs("key"),
                QuestionCodec.question(row),
                QuestionCodec.firstTry(row))
            .stream()
            .toList();
  }

  /** Reads files of replies as rows of {@link Schemas#REPLY}. */
  static final class Read implements MapPartitionsFunction<String, Row> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Row> call(Iterator<String> files) {
      return BatchingIterator.flatMap(
          files,
          file ->
              WriteAheadLogs.text(file)
                  .lines()
                  .flatMap(
                      line ->
                          ReplyRecordCodec.parse(line).stream()
                              .map(reply -> Rows.of(Schemas.REPLY, reply.key(), line)))
                  .toList());
    }
  }
}
