package org.melange.spark.enrich;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.melange.config.Enrichment;
import org.melange.config.Settings;
import org.melange.enrich.budget.Money;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.question.Answer;
import org.melange.enrich.question.EnrichmentPlan;
import org.melange.enrich.question.EnrichmentTotals;
import org.melange.enrich.question.MalformedWatch;
import org.melange.enrich.question.PromptTemplate;
import org.melange.run.JobException;
import org.melange.spark.io.PathResolver;
import org.melange.spark.kb.BroadcastDescriptions;
import org.melange.spark.kb.BroadcastNames;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.row.Schemas;

/**
 * The questions of a corpus, each once, and the ledger that knows some of the answers: plans, asks,
 * and gives mentions their descriptions. To be closed when it was asked.
 */
final class EnrichmentRun implements AutoCloseable {

  private static final Column KEY = col("key");

  private final Dataset<Row> mentions;
  private final Settings settings;
  private final String template;
  private final AnswerStore ledger;
  private final Column wanted;
  private final Broadcast<BroadcastNames> names;
  private final Broadcast<BroadcastDescriptions> descriptions;
  private final Dataset<Row> questions;

  /**
   * The questions about mentions.
   *
   * @param retryFailed whether those are asked, and only those, that failed before
   * @param waiting is told if it has to wait for the ledger
   */
  EnrichmentRun(
      Dataset<Row> mentions,
      KnowledgeBase base,
      Settings settings,
      boolean retryFailed,
      Consumer<String> waiting) {
    SparkSession spark = mentions.sparkSession();
    this.mentions = mentions;
    this.settings = settings;
    this.template = PromptFile.read(settings.enrich().questions().prompt());
    this.ledger = AnswerStore.open(spark, folder(settings, base), waiting);
    this.wanted = KEY.isNotNull().and(retryFailed ? failed() : unsettled());
    this.names = base.broadcastNames(spark);
    this.descriptions = base.broadcastDescriptions(spark);
    this.questions = counted().persist(StorageLevel.MEMORY_AND_DISK());
  }

  private static String folder(Settings settings, KnowledgeBase base) {
    String named = settings.enrich().questions().ledger();
    return named.isEmpty() ? PathResolver.absolute(base.directory()) + "-enrichments" : named;
  }

  private static Column failed() {
    return col("status").isin("refused", "malformed");
  }

  private static Column unsettled() {
    return col("status").isNull().or(halfDone());
  }

  /** A first answer that was none, and a run that ended before the second. */
  private static Column halfDone() {
    return col("status").equalTo("malformed").and(col("tries").lt(Answer.MAX_TRIES));
  }

  /** Each question once, with the number of its mentions; those without one under no key. */
  private Dataset<Row> counted() {
    return mentions
        .mapPartitions(rows(false), Encoders.row(Schemas.QUESTION))
        .groupBy(KEY)
        .agg(
            count(lit(1)).as("mentions"),
            first("mention").as("mention"),
            first("text").as("text"),
            first("choices").as("choices"),
            first("tokens").as("tokens"));
  }

  private BuildQuestions rows(boolean append) {
    return new BuildQuestions(names, descriptions, settings, template, append);
  }

  private Dataset<Row> known() {
    Column again = halfDone();
    return questions.join(
        ledger
            .answers()
            .select(
                KEY,
                col("status"),
                when(again, col("tries")).as("tries"),
                when(again, col("tokens_in")).as("tokens_in"),
                when(again, col("tokens_out")).as("tokens_out")),
        new String[] {"key"},
        "left_outer");
  }

  /** What asking would mean; asks nothing. */
  EnrichmentPlan plan() {
    Column answered = KEY.isNotNull().and(col("status").isNotNull()).and(wanted.equalTo(false));
    Row row =
        known()
            .agg(
                total(sum("mentions")),
                total(sum(when(KEY.isNotNull(), col("mentions")))),
                count(KEY),
                count(when(answered, 1)),
                count(when(wanted, 1)),
                total(sum(when(wanted, col("tokens")))))
            .first();
    long asking = row.getLong(4);
    Usage usage =
        new Usage(row.getLong(5), asking * settings.enrich().questions().maxAnswerTokens());
    Enrichment.Batch batch = settings.enrich().batch();
    Money money = AskQuestionsFunction.money(settings).times(batch.use() ? batch.priceFactor() : 1);
    return new EnrichmentPlan(
        row.getLong(0),
        row.getLong(1),
        row.getLong(2),
        row.getLong(3),
        asking,
        usage,
        money.cost(usage));
  }

  private static Column total(Column sum) {
    return coalesce(sum, lit(0L));
  }

  /** Collects what an earlier run asked by batch files, if it was killed before it could. */
  void collect(Consumer<String> told) {
    batches(told).resume();
  }

  /**
   * Asks what is wanted; when it returns, every answer that came is in the ledger.
   *
   * @param asking how many questions that are
   * @param told is told how far it is
   * @throws JobException if answers that tasks wrote down are not there
   */
  EnrichmentTotals ask(String runId, long asking, Consumer<String> told) {
    long start = System.nanoTime();
    Warnings warnings = new Warnings(told);
    Asked asked =
        settings.enrich().batch().use()
            ? byBatch(runId, told)
            : oneByOne(runId, asking, told, warnings);
    double seconds = (System.nanoTime() - start) / 1e9;
    AnswerStore.Totals totals = ledger.totals(runId, asked, seconds);
    if (totals.malformed() > 0 && totals.malformed() == totals.enrichment().asked()) {
      warnings.warn(MalformedWatch.warning("all answers are", totals.example()));
    }
    if (asked.skipped() > 0) {
      told.accept("  " + asked.skipped() + " questions were not answered: " + asked.why());
    }
    return totals.enrichment();
  }

  /** Passes on the first warning. */
  private static final class Warnings {
    private final AtomicReference<Consumer<String>> told;

    Warnings(Consumer<String> told) {
      this.told = new AtomicReference<>(told);
    }

    void warn(String warning) {
      Consumer<String> first = told.getAndSet(null);
      if (first != null) {
        first.accept("  " + warning);
      }
    }
  }

  private Asked oneByOne(String runId, long asking, Consumer<String> told, Warnings warnings) {
    ChatModelRef service = ChatModelRef.open(settings.enrich(), warnings::warn);
    long before = ChatModelRef.state(settings.enrich()).sent();
    List<Row> tasks;
    try (EnrichmentProgress progress = new EnrichmentProgress(settings.enrich(), asking, told)) {
      tasks =
          known()
              .filter(wanted)
              .mapPartitions(
                  new AskQuestionsFunction(
                      service, settings, template, runId, ledger.journal(runId), ledger.fence()),
                  Encoders.row(Schemas.ASKED))
              .collectAsList();
    }
    ledger.roll();
    long requests = ChatModelRef.state(settings.enrich()).sent() - before;
    return tasks.stream()
        .map(row -> new Asked(row.getLong(0), row.getLong(1), row.getString(2), 0))
        .reduce(new Asked(0, 0, "", requests), Asked::plus);
  }

  /** A question whose answer was none goes into a second batch. */
  private Asked byBatch(String runId, Consumer<String> told) {
    Asked asked = batches(told).ask(known().filter(wanted), runId);
    Dataset<Row> again = known().filter(KEY.isNotNull().and(halfDone()));
    return asked.skipped() == 0 && !again.isEmpty()
        ? asked.plus(batches(told).ask(again, runId))
        : asked;
  }

  private BatchAsking batches(Consumer<String> told) {
    return new BatchAsking(
        mentions.sparkSession(), settings, PromptTemplate.parse(template), ledger, told);
  }

  /** The mentions with the columns of {@link Schemas#ENRICHED}. */
  Dataset<Row> described() {
    Dataset<Row> inquired =
        mentions.mapPartitions(
            rows(true), Encoders.row(Schemas.concat(mentions.schema(), Schemas.INQUIRED)));
    Dataset<Row> answers =
        ledger
            .answers()
            .select(
                KEY.as("answer_key"),
                col("status").as("answer_status"),
                col("description").as("answer_description"));
    // Mentions without a question have keys that no answer has; were they null, one task would
    // get them all.
    Column key =
        coalesce(
            col("question_key"),
            concat(lit("-"), xxhash64(col("mention"), col("text"), col("span_start"))));
    return inquired
        .join(answers, key.equalTo(col("answer_key")), "left_outer")
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

  @Override
  public void close() {
    questions.unpersist();
  }
}
