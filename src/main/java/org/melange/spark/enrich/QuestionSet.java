package org.melange.spark.enrich;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.melange.config.Settings;
import org.melange.enrich.budget.Money;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.question.Answer;
import org.melange.enrich.question.EnrichmentPlan;
import org.melange.spark.row.Schemas;

/**
 * The distinct questions of a corpus, joined with the answers that the answer store has. Cached
 * until it is closed; each call reads the answer store again.
 */
final class QuestionSet implements AutoCloseable {

  private static final Column KEY = col("key");

  private final Dataset<Row> questions;
  private final AnswerStore store;
  private final Column selected;

  /**
   * The distinct questions of {@code rows}.
   *
   * @param rows of {@link Schemas#QUESTION}, one for each mention
   * @param retryFailed whether only questions that failed before are pending
   */
  QuestionSet(Dataset<Row> rows, AnswerStore store, boolean retryFailed) {
    this.questions = distinct(rows).persist(StorageLevel.MEMORY_AND_DISK());
    this.store = store;
    this.selected = KEY.isNotNull().and(retryFailed ? failed() : open());
  }

  /** Mentions without a question are counted under a null key. */
  private static Dataset<Row> distinct(Dataset<Row> rows) {
    return rows.groupBy(KEY)
        .agg(
            count(lit(1)).as("mentions"),
            first("mention").as("mention"),
            first("text").as("text"),
            first("choices").as("choices"),
            first("tokens").as("tokens"));
  }

  private static Column failed() {
    return col("status").isin("refused", "malformed");
  }

  private static Column open() {
    return col("status").isNull().or(secondTryDue());
  }

  /** The first answer was malformed, and the run ended before the second try. */
  private static Column secondTryDue() {
    Column replies = coalesce(col("replies"), lit(Answer.MAX_TRIES)); // null if no try is due
    return col("status").equalTo("malformed").and(replies.lt(Answer.MAX_TRIES));
  }

  private Dataset<Row> withAnswers() {
    Column again = secondTryDue();
    return questions.join(
        store
            .answers()
            .select(
                KEY,
                col("status"),
                when(again, col("replies")).as("replies"),
                when(again, col("tokens_in")).as("tokens_in"),
                when(again, col("tokens_out")).as("tokens_out")),
        new String[] {"key"},
        "left_outer");
  }

  /** The questions to ask, each with its first try if a second one is due. */
  Dataset<Row> pending() {
    return withAnswers().filter(selected);
  }

  /** The questions whose only answer so far is malformed. */
  Dataset<Row> secondTries() {
    return withAnswers().filter(KEY.isNotNull().and(secondTryDue()));
  }

  /** What asking would need; asks nothing. */
  EnrichmentPlan plan(Settings settings) {
    Column answered = KEY.isNotNull().and(col("status").isNotNull()).and(selected.equalTo(false));
    Row row =
        withAnswers()
            .agg(
                total(sum("mentions")),
                total(sum(when(KEY.isNotNull(), col("mentions")))),
                count(KEY),
                count(when(answered, 1)),
                count(when(selected, 1)),
                total(sum(when(selected, col("tokens")))))
            .first();
    long asking = row.getLong(4);
    Usage usage =
        new Usage(row.getLong(5), asking * settings.enrich().questions().maxAnswerTokens());
    return new EnrichmentPlan(
        row.getLong(0),
        row.getLong(1),
        row.getLong(2),
        row.getLong(3),
        asking,
        usage,
        money(settings).cost(usage));
  }

  private static Column total(Column sum) {
    return coalesce(sum, lit(0L));
  }

  private static Money money(Settings settings) {
    var batch = settings.enrich().batch();
    return AskQuestionsFunction.money(settings).times(batch.enabled() ? batch.priceFactor() : 1);
  }

  @Override
  public void close() {
    questions.unpersist();
  }
}
