package org.melange.spark;

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
import org.melange.enrich.Answer;
import org.melange.enrich.EnrichmentPlan;
import org.melange.enrich.EnrichmentTotals;
import org.melange.enrich.Money;
import org.melange.enrich.PromptTemplate;
import org.melange.enrich.Usage;
import org.melange.run.JobException;
import org.melange.spark.BatchAsking.Unasked;

/**
 * The questions of a corpus, each once, and the ledger that knows some of the answers: plans, asks,
 * and gives mentions their descriptions. To be closed when it was asked.
 */
final class Questionnaire implements AutoCloseable {

  private static final Column KEY = col("key");

  private final Dataset<Row> mentions;
  private final Settings settings;
  private final String template;
  private final Ledger ledger;
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
  Questionnaire(
      Dataset<Row> mentions,
      KnowledgeBase base,
      Settings settings,
      boolean retryFailed,
      Consumer<String> waiting) {
    SparkSession spark = mentions.sparkSession();
    this.mentions = mentions;
    this.settings = settings;
    this.template = PromptFile.read(settings.enrich().questions().prompt());
    this.ledger = Ledger.open(spark, folder(settings, base), waiting);
    this.wanted = KEY.isNotNull().and(retryFailed ? failed() : unsettled());
    this.names = base.broadcastNames(spark);
    this.descriptions = base.broadcastDescriptions(spark);
    this.questions = counted().persist(StorageLevel.MEMORY_AND_DISK());
  }

  private static String folder(Settings settings, KnowledgeBase base) {
    String named = settings.enrich().questions().ledger();
    return named.isEmpty() ? Locations.absolute(base.folder()) + "-enrichments" : named;
  }

  private static Column failed() {
    return col("status").isin("refused", "malformed", "exhausted");
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

  private QuestionRows rows(boolean append) {
    return new QuestionRows(names, descriptions, settings, template, append);
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
    Money money = AskQuestions.money(settings).times(batch.use() ? batch.priceFactor() : 1);
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
   * @throws JobException if answers that tasks wrote down are not there, or the service turned
   *     everybody away
   */
  EnrichmentTotals ask(String runId, long asking, Consumer<String> told) {
    long start = System.nanoTime();
    Asked asked =
        settings.enrich().batch().use() ? byBatch(runId, told) : oneByOne(runId, asking, told);
    double seconds = (System.nanoTime() - start) / 1e9;
    EnrichmentTotals totals =
        ledger.totals(runId, asked.settled(), asked.unasked().questions(), seconds);
    if (!asked.unasked().why().isEmpty()) {
      tell(totals.asked(), asked.unasked(), told);
    }
    return totals;
  }

  /** What asking came to: questions that tasks say are settled, and those not asked. */
  private record Asked(long settled, Unasked unasked) {}

  private Asked oneByOne(String runId, long asking, Consumer<String> told) {
    ChatModelRef service = ChatModelRef.open(settings.enrich());
    List<Row> tasks;
    try (AskingProgress progress = new AskingProgress(settings.enrich(), asking, told)) {
      tasks =
          known()
              .filter(wanted)
              .mapPartitions(
                  new AskQuestions(
                      service, settings, template, runId, ledger.journal(runId), ledger.fence()),
                  Encoders.row(Schemas.ASKED))
              .collectAsList();
    }
    ledger.roll();
    return new Asked(
        tasks.stream().mapToLong(row -> row.getLong(0)).sum(),
        new Unasked(
            tasks.stream().mapToLong(row -> row.getLong(1)).sum(),
            tasks.stream().map(row -> row.getString(2)).reduce("", (a, b) -> a.isEmpty() ? b : a)));
  }

  /** A question whose answer was none goes into a second batch. */
  private Asked byBatch(String runId, Consumer<String> told) {
    Unasked unasked = batches(told).ask(known().filter(wanted), runId);
    Dataset<Row> again = known().filter(KEY.isNotNull().and(halfDone()));
    if (unasked.questions() == 0 && !again.isEmpty()) {
      unasked = batches(told).ask(again, runId);
    }
    return new Asked(0, unasked);
  }

  private BatchAsking batches(Consumer<String> told) {
    return new BatchAsking(
        mentions.sparkSession(), settings, PromptTemplate.parse(template), ledger, told);
  }

  /** Tells why questions could not be asked; it is an error if none could for want of a service. */
  private void tell(long settled, Unasked unasked, Consumer<String> told) {
    String line = unasked.questions() + " questions could not be asked: " + unasked.why();
    boolean forMoney =
        settings.enrich().batch().use() || ChatModelRef.state(settings.enrich()).overBudget();
    if (settled == 0 && !forMoney) {
      throw JobException.failed(
          line + " (check enrich.endpoint, enrich.model and the key in enrich.api-key-env)");
    }
    told.accept("  " + line);
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
