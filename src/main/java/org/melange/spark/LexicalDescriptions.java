package org.melange.spark;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.melange.config.Settings;
import org.melange.enrich.Inquiry;
import org.melange.enrich.LexicalChooser;
import org.melange.enrich.Outcome;

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
    Inquiries inquiries =
        new Inquiries(names.value(), descriptions.value(), Settings.ofSource(settings));
    LexicalChooser chooser = new LexicalChooser(descriptions.value().weights());
    return Batches.flatMap(
        mentions, row -> List.of(append(row, outcome(inquiries.about(row), chooser))));
  }

  private static Outcome outcome(Inquiry inquiry, LexicalChooser chooser) {
    return inquiry instanceof Inquiry.Ask ask
        ? new Outcome.Lexical(chooser.choose(ask.question()))
        : ((Inquiry.Settled) inquiry).outcome();
  }

  private static Row append(Row row, Outcome outcome) {
    return Rows.append(row, Schemas.ENRICHED, outcome.description().orElse(null), outcome.status());
  }
}
