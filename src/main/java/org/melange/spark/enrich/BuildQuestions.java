package org.melange.spark.enrich;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.melange.config.Settings;
import org.melange.enrich.question.PromptTemplate;
import org.melange.enrich.question.Question;
import org.melange.enrich.question.QuestionDecision;
import org.melange.enrich.question.QuestionDecision.Ask;
import org.melange.enrich.question.QuestionDecision.Settled;
import org.melange.enrich.question.QuestionKeys;
import org.melange.spark.kb.BroadcastDescriptions;
import org.melange.spark.kb.BroadcastNames;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/**
 * Finds out what is to be asked about mentions: as rows of {@link Schemas#QUESTION}, or appended to
 * the mentions as {@link Schemas#INQUIRED}.
 */
final class BuildQuestions implements MapPartitionsFunction<Row, Row> {

  private static final long serialVersionUID = 1L;

  private final Broadcast<BroadcastNames> names;
  private final Broadcast<BroadcastDescriptions> descriptions;
  private final String settings;
  private final String template;
  private final boolean append;

  /**
   * A function.
   *
   * @param template the text of the prompt's file
   * @param append whether mentions are carried along
   */
  BuildQuestions(
      Broadcast<BroadcastNames> names,
      Broadcast<BroadcastDescriptions> descriptions,
      Settings settings,
      String template,
      boolean append) {
    this.names = names;
    this.descriptions = descriptions;
    this.settings = settings.source();
    this.template = template;
    this.append = append;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> mentions) {
    Settings values = Settings.ofSource(settings);
    QuestionFactory inquiries = new QuestionFactory(names.value(), descriptions.value(), values);
    PromptTemplate prompt = PromptTemplate.parse(template);
    int maxAnswerTokens = values.enrich().questions().maxAnswerTokens();
    QuestionKeys keys =
        new QuestionKeys(
            prompt.version(),
            values.enrich().service().model(),
            values.enrich().service().parameters(),
            values.enrich().service().maxTokensField(),
            maxAnswerTokens);
    return BatchingIterator.flatMap(
        mentions,
        row -> {
          QuestionDecision inquiry = inquiries.about(row);
          return List.of(append ? inquired(row, inquiry, keys) : question(inquiry, keys, prompt));
        });
  }

  private static Row inquired(Row row, QuestionDecision inquiry, QuestionKeys keys) {
    return inquiry instanceof Ask ask
        ? Rows.append(row, Schemas.INQUIRED, keys.of(ask.question()), null, null)
        : Rows.append(
            row,
            Schemas.INQUIRED,
            null,
            ((Settled) inquiry).outcome().status(),
            ((Settled) inquiry).outcome().description().orElse(null));
  }

  private static Row question(QuestionDecision inquiry, QuestionKeys keys, PromptTemplate prompt) {
    if (inquiry instanceof Settled) {
      return Rows.of(Schemas.QUESTION, null, null, null, null, 0L);
    }
    Question question = ((Ask) inquiry).question();
    return Rows.of(
        Schemas.QUESTION,
        keys.of(question),
        question.mention(),
        question.text(),
        Rows.array(question.choices()),
        (long) prompt.request(question, keys.maxAnswerTokens()).estimatedInputTokens());
  }
}
