package org.melange.spark.enrich;

import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.melange.config.Settings;
import org.melange.enrich.question.PromptTemplate;
import org.melange.enrich.question.Question;
import org.melange.enrich.question.QuestionDecision;
import org.melange.enrich.question.QuestionKeys;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/**
 * Builds the question of each mention: as rows of {@link Schemas#QUESTION}, or appended to the
 * mentions as {@link Schemas#INQUIRED}.
 */
final class BuildQuestions implements MapPartitionsFunction<Row, Row> {

  private static final long serialVersionUID = 1L;

  private final QuestionFactory factory;
  private final String settings;
  private final String template;
  private final boolean append;

  /**
   * A function.
   *
   * @param template the text of the prompt's file
   * @param append whether the result keeps the mentions' columns
   */
  BuildQuestions(QuestionFactory factory, Settings settings, String template, boolean append) {
    this.factory = factory;
    this.settings = settings.source();
    this.template = template;
    this.append = append;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> mentions) {
    Function<Row, QuestionDecision> decision = factory.function();
    PromptTemplate prompt = PromptTemplate.parse(template);
    QuestionKeys keys = keys(Settings.ofSource(settings), prompt);
    return BatchingIterator.flatMap(
        mentions,
        row ->
            List.of(
                append
                    ? appended(row, decision.apply(row), keys)
                    : alone(decision.apply(row), keys, prompt)));
  }

  private static QuestionKeys keys(Settings settings, PromptTemplate prompt) {
    return new QuestionKeys(
        prompt.version(),
        settings.enrich().service().model(),
        settings.enrich().service().parameters(),
        settings.enrich().service().maxTokensField(),
        settings.enrich().questions().maxAnswerTokens());
  }

  private static Row appended(Row row, QuestionDecision decision, QuestionKeys keys) {
    return decision.fold(
        question -> Rows.append(row, Schemas.INQUIRED, keys.of(question), null, null),
        outcome ->
            Rows.append(
                row, Schemas.INQUIRED, null, outcome.status(), outcome.description().orElse(null)));
  }

  private static Row alone(QuestionDecision decision, QuestionKeys keys, PromptTemplate prompt) {
    return decision.fold(
        question -> question(question, keys, prompt),
        outcome -> Rows.of(Schemas.QUESTION, null, null, null, null, 0L));
  }

  private static Row question(Question question, QuestionKeys keys, PromptTemplate prompt) {
    return Rows.of(
        Schemas.QUESTION,
        keys.of(question),
        question.mention(),
        question.text(),
        Rows.array(question.choices()),
        (long) prompt.request(question, keys.maxAnswerTokens()).estimatedInputTokens());
  }
}
