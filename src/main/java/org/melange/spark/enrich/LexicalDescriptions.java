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

  private final QuestionFactory factory;

  LexicalDescriptions(QuestionFactory factory) {
    this.factory = factory;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> mentions) {
    Function<Row, QuestionDecision> decision = factory.function();
    LexicalChooser chooser = new LexicalChooser(factory.weights());
    return BatchingIterator.flatMap(
        mentions, row -> List.of(append(row, outcome(decision.apply(row), chooser))));
  }

  private static EnrichmentOutcome outcome(QuestionDecision decision, LexicalChooser chooser) {
    return decision.fold(
        question -> new EnrichmentOutcome.Lexical(chooser.choose(question)), outcome -> outcome);
  }

  private static Row append(Row row, EnrichmentOutcome outcome) {
    return Rows.append(row, Schemas.ENRICHED, outcome.description().orElse(null), outcome.status());
  }
}
