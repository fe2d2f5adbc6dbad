package org.melange.spark.enrich;

import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.melange.enrich.question.EnrichmentOutcome;
import org.melange.enrich.question.LexicalChooser;
import org.melange.enrich.question.QuestionDecision;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/** Appends {@link Schemas#ENRICHED} to mentions: the description whose words fit the text best. */
final class LexicalDescriptions implements MapPartitionsFunction<Row, Row> {

  private static final long serialVersionUID = 1L;

  private final QuestionFactory inquiries;

  LexicalDescriptions(QuestionFactory inquiries) {
    this.inquiries = inquiries;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> mentions) {
    Function<Row, QuestionDecision> inquiry = inquiries.function();
    LexicalChooser chooser = new LexicalChooser(inquiries.weights());
    return BatchingIterator.flatMap(
        mentions, row -> List.of(append(row, outcome(inquiry.apply(row), chooser))));
  }

  private static EnrichmentOutcome outcome(QuestionDecision inquiry, LexicalChooser chooser) {
    return inquiry.fold(
        question -> new EnrichmentOutcome.Lexical(chooser.choose(question)), outcome -> outcome);
  }

  private static Row append(Row row, EnrichmentOutcome outcome) {
    return Rows.append(row, Schemas.ENRICHED, outcome.description().orElse(null), outcome.status());
  }
}
