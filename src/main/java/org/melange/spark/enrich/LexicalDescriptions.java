package org.melange.spark.enrich;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.melange.config.Settings;
import org.melange.enrich.question.EnrichmentOutcome;
import org.melange.enrich.question.LexicalChooser;
import org.melange.enrich.question.QuestionDecision;
import org.melange.spark.kb.BroadcastDescriptions;
import org.melange.spark.kb.BroadcastNames;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/** Adds descriptions chosen by words alone. */
final class LexicalDescriptions implements MapPartitionsFunction<Row, Row> {

  private static final long serialVersionUID = 1L;

  private final Broadcast<BroadcastNames> names;
  private final Broadcast<BroadcastDescriptions> descriptions;
  private final String settings;

  LexicalDescriptions(
      Broadcast<BroadcastNames> names,
      Broadcast<BroadcastDescriptions> descriptions,
      Settings settings) {
    this.names = names;
    this.descriptions = descriptions;
    this.settings = settings.source();
  }

  @Override
  public Iterator<Row> call(Iterator<Row> mentions) {
    QuestionFactory inquiries =
        new QuestionFactory(names.value(), descriptions.value(), Settings.ofSource(settings));
    LexicalChooser chooser = new LexicalChooser(descriptions.value().weights());
    return BatchingIterator.flatMap(
        mentions, row -> List.of(append(row, outcome(inquiries.about(row), chooser))));
  }

  private static EnrichmentOutcome outcome(QuestionDecision inquiry, LexicalChooser chooser) {
    return inquiry instanceof QuestionDecision.Ask ask
        ? new EnrichmentOutcome.Lexical(chooser.choose(ask.question()))
        : ((QuestionDecision.Settled) inquiry).outcome();
  }

  private static Row append(Row row, EnrichmentOutcome outcome) {
    return Rows.append(row, Schemas.ENRICHED, outcome.description().orElse(null), outcome.status());
  }
}
