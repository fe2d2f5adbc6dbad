package org.melange.spark;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.melange.config.Enrichment.AnswerParsing;
import org.melange.enrich.Answer;
import org.melange.enrich.Judge;
import org.melange.enrich.Money;
import org.melange.enrich.ReplyLine;

/** Questions with the replies that batches brought, to rows of {@link Schemas#LEDGER}. */
final class JudgeReplies implements MapPartitionsFunction<Row, Row> {

  private static final long serialVersionUID = 1L;

  private final Money money;
  private final AnswerParsing parsing;

  JudgeReplies(Money money, AnswerParsing parsing) {
    this.money = money;
    this.parsing = parsing;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return Batches.flatMap(rows, row -> judge(row).stream().map(LedgerCodec::toRow).toList());
  }

  private List<Answer> judge(Row row) {
    return new Judge(money, row.getAs("run_id"), parsing)
            .judge(
                ReplyLine.parse(row.getAs("reply")).orElseThrow().reply(),
                row.getAs("key"),
                QuestionCodec.question(row),
                QuestionCodec.halfDone(row))
            .stream()
            .toList();
  }

  /** Files of replies to rows of {@link Schemas#REPLY}. */
  static final class Read implements MapPartitionsFunction<String, Row> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Row> call(Iterator<String> files) {
      return Batches.flatMap(
          files,
          file ->
              Journals.text(file)
                  .lines()
                  .flatMap(
                      line ->
                          ReplyLine.parse(line).stream()
                              .map(reply -> Rows.of(Schemas.REPLY, reply.key(), line)))
                  .toList());
    }
  }
}
