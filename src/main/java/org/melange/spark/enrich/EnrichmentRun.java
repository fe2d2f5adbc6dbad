package org.melange.spark.enrich;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.melange.config.Settings;
import org.melange.enrich.question.EnrichmentPlan;
import org.melange.enrich.question.EnrichmentTotals;
import org.melange.enrich.question.MalformedWatch;
import org.melange.enrich.question.PromptTemplate;
import org.melange.run.JobException;
import org.melange.spark.io.JobDescription;
import org.melange.spark.io.PathResolver;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.row.Schemas;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enriches one set of mentions with descriptions that a language model chooses. The steps, in this
 * order: {@link #resume} what an earlier run has paid for, {@link #plan}, {@link #ask} what the
 * answer store does not know, and {@link #described} joins the mentions with their answers.
 */
final class EnrichmentRun implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EnrichmentRun.class);

  private final Dataset<Row> mentions;
  private final Settings settings;
  private final String template;
  private final QuestionFactory factory;
  private final AnswerStore store;
  private final QuestionSet questions;
  private final Consumer<String> progress;

  /**
   * Opens the answer store; waits if another application holds it.
   *
   * @param retryFailed whether to ask only the questions that failed before
   * @param progress receives messages for the user
   */
  EnrichmentRun(
      Dataset<Row> mentions,
      KnowledgeBase base,
      Settings settings,
      boolean retryFailed,
      Consumer<String> progress) {
    this.mentions = mentions;
    this.settings = settings;
    this.progress = progress;
    this.template = PromptFile.read(settings.enrich().questions().promptFile());
    this.store = AnswerStore.open(mentions.sparkSession(), directory(settings, base), progress);
    this.factory = new QuestionFactory(mentions.sparkSession(), base, settings);
    this.questions = new QuestionSet(rows(false, Schemas.QUESTION), store, retryFailed);
  }

  private static String directory(Settings settings, KnowledgeBase base) {
    String configured = settings.enrich().questions().answerStore();
    return configured.isEmpty()
        ? PathResolver.absolute(base.directory()) + "-enrichments"
        : configured;
  }

  private Dataset<Row> rows(boolean append, StructType schema) {
    return mentions.mapPartitions(
        new BuildQuestions(factory, settings, template, append), Encoders.row(schema));
  }

  /** Collects the batches that an earlier run has submitted and did not collect. */
  void resume() {
    batches().resume();
  }

  /** What asking would need; asks nothing. */
  EnrichmentPlan plan() {
    EnrichmentPlan plan =
        JobDescription.during(
            mentions.sparkSession(), "Plan the enrichment", () -> questions.plan(settings));
    LOG.info(
        "{} distinct questions about {} mentions: {} are in the answer store, {} are to be asked",
        plan.questions(),
        plan.mentions(),
        plan.fromStore(),
        plan.asking());
    return plan;
  }

  /**
   * Asks the pending questions. When it returns, every answer that arrived is in the answer store.
   *
   * @param count how many questions are pending
   * @throws JobException if answers that tasks have written are not in the answer store
   */
  EnrichmentTotals ask(String runId, long count) {
    long start = System.nanoTime();
    FirstWarning warning = new FirstWarning(progress);
    Asked asked =
        settings.enrich().batch().enabled()
            ? askByBatch(runId)
            : new OnlineAsking(settings, template, store, progress)
                .ask(questions.pending(), count, runId, warning);
    double seconds = (System.nanoTime() - start) / 1e9;
    AnswerStore.Totals totals = store.totals(runId, asked, seconds);
    report(asked, totals, warning);
    return totals.enrichment();
  }

  /** Malformed answers are asked again, in a second round of batches. */
  private Asked askByBatch(String runId) {
    Asked asked = batches().ask(questions.pending(), runId);
    Dataset<Row> again = questions.secondTries();
    return asked.skipped() == 0 && !again.isEmpty()
        ? asked.plus(batches().ask(again, runId))
        : asked;
  }

  private BatchAsking batches() {
    return new BatchAsking(
        mentions.sparkSession(), settings, PromptTemplate.parse(template), store, progress);
  }

  private void report(Asked asked, AnswerStore.Totals totals, FirstWarning warning) {
    EnrichmentTotals enrichment = totals.enrichment();
    LOG.info(
        "{} questions answered, {} not answered; {} requests, {} USD",
        enrichment.asked(),
        enrichment.skipped(),
        enrichment.requests(),
        String.format(Locale.ROOT, "%.4f", enrichment.costUsd()));
    if (totals.malformed() > 0 && totals.malformed() == enrichment.asked()) {
      warning.accept(MalformedWatch.warning("all answers are", totals.example()));
    }
    if (asked.skipped() > 0) {
      progress.accept("  " + asked.skipped() + " questions were not answered: " + asked.why());
    }
  }

  /** Passes the first warning on and drops the others. */
  private static final class FirstWarning implements Consumer<String> {
    private final Consumer<String> target;
    private final AtomicBoolean warned = new AtomicBoolean();

    FirstWarning(Consumer<String> target) {
      this.target = target;
    }

    @Override
    public void accept(String warning) {
      if (!warned.getAndSet(true)) {
        target.accept("  " + warning);
      }
    }
  }

  /** The mentions with the columns of {@link Schemas#ENRICHED}. */
  Dataset<Row> described() {
    Dataset<Row> answers =
        store
            .answers()
            .select(
                col("key").as("answer_key"),
                col("status").as("answer_status"),
                col("description").as("answer_description"));
    return rows(true, Schemas.concat(mentions.schema(), Schemas.INQUIRED))
        .join(answers, joinKey().equalTo(col("answer_key")), "left_outer")
        .withColumn("description", coalesce(col("settled_description"), col("answer_description")))
        .withColumn(
            "enrichment_status",
            coalesce(col("settled_status"), col("answer_status"), lit("skipped")))
        .drop(
            "question_key",
            "settled_status",
            "settled_description",
            "answer_key",
            "answer_status",
            "answer_description");
  }

  /**
   * Mentions without a question get keys that no answer has. With null keys, one task would receive
   * all of them.
   */
  private static Column joinKey() {
    return coalesce(
        col("question_key"),
        concat(lit("-"), xxhash64(col("mention"), col("text"), col("span_start"))));
  }

  @Override
  public void close() {
    questions.close();
  }
}
