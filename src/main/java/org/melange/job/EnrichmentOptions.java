package org.melange.job;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.config.Enrichment.Limits;
import org.melange.config.Settings;
import org.melange.enrich.question.EnrichmentOutcome;
import org.melange.enrich.question.EnrichmentPlan;
import org.melange.enrich.question.EnrichmentTotals;
import org.melange.job.cli.Console;
import org.melange.run.ExitCode;
import org.melange.run.Summary;
import org.melange.spark.enrich.DescriptionEnricher;
import org.melange.spark.enrich.Enriched;
import picocli.CommandLine.Option;

/** Options of jobs that enrich mentions, and the report of the enrichment. */
final class EnrichmentOptions {

  @Option(
      names = "--plan",
      description =
          "Print the number of questions for the service at enrich.endpoint and their cost; ask and"
              + " write nothing.")
  boolean plan;

  @Option(
      names = "--retry-failed",
      description = "Ask only the questions that failed in earlier runs.")
  boolean retryFailed;

  private DescriptionEnricher stage(String kb, Settings settings) {
    return new DescriptionEnricher().setKb(kb).setSettings(settings).setRetryFailed(retryFailed);
  }

  /** Plans the enrichment and prints the plan; asks nothing. */
  Summary plan(Dataset<Row> mentions, String kb, Settings settings, Console console) {
    EnrichmentPlan plan =
        console.step("planning", () -> stage(kb, settings).plan(mentions, console::line));
    Map<String, Object> values = values(plan, settings);
    console.table("Questions to ask", values);
    return new Summary(values);
  }

  /** Enriches mentions; asks the service if one is configured. */
  Enriched enrich(Dataset<Row> mentions, String kb, Settings settings, Console console) {
    return console.step(
        "choosing descriptions",
        () ->
            stage(kb, settings)
                .enrich(
                    mentions,
                    plan -> console.table("Questions to ask", values(plan, settings)),
                    console::line));
  }

  /** Enriches mentions without a report. */
  Enriched enriched(
      Dataset<Row> mentions, String kb, Settings settings, Consumer<String> progress) {
    return stage(kb, settings).enrich(mentions, plan -> {}, progress);
  }

  /** Enriches mentions with the answers that are stored; asks nothing. */
  Enriched stored(Dataset<Row> mentions, String kb, Settings settings, Consumer<String> progress) {
    return stage(kb, settings).enrichFromStore(mentions, progress);
  }

  /** A plan as a summary has it. */
  static Map<String, Object> values(EnrichmentPlan plan, Settings settings) {
    Limits limits = settings.enrich().limits();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("mentions", plan.mentions());
    values.put("mentions_with_question", plan.withQuestion());
    values.put("questions", plan.questions());
    values.put("from_store", plan.fromStore());
    values.put("asked", plan.asking());
    values.put("tokens_in", plan.usage().inputTokens());
    values.put("tokens_out", plan.usage().outputTokens());
    values.put("cost_usd", rounded(plan.costUsd()));
    values.put(
        "minutes", rounded(plan.minutes(limits.requestsPerMinute(), limits.tokensPerMinute())));
    return values;
  }

  /**
   * The result of the enrichment, for the summary.
   *
   * @param statuses mentions by {@code enrichment_status}, as written
   */
  static Summary summary(Enriched enriched, Map<String, Long> statuses) {
    EnrichmentTotals totals = enriched.totals();
    Map<String, Long> all = new LinkedHashMap<>();
    EnrichmentOutcome.statuses()
        .forEach(status -> all.put(status, statuses.getOrDefault(status, 0L)));
    all.putAll(statuses);
    return Summary.empty()
        .with("questions", enriched.plan().questions())
        .with("asked", totals.asked())
        .with("from_store", enriched.plan().fromStore())
        .with("requests", totals.requests())
        .with("tokens_in", totals.usage().inputTokens())
        .with("tokens_out", totals.usage().outputTokens())
        .with("cost_usd", rounded(totals.costUsd()))
        .with("statuses", all)
        .withAll(
            totals.why().isEmpty()
                ? Summary.empty()
                : Summary.empty().with("unanswered", totals.why()))
        .endingWith(totals.skipped() > 0 ? ExitCode.PARTIAL : ExitCode.DONE);
  }

  /** The same as a table for the user. */
  static Map<String, Object> table(Enriched enriched, Map<String, Long> statuses) {
    EnrichmentTotals totals = enriched.totals();
    Map<String, Object> table = new LinkedHashMap<>();
    if (enriched.plan().questions() > 0) {
      table.put("questions", enriched.plan().questions());
      table.put("questions asked", totals.asked());
      table.put("questions answered from the store", enriched.plan().fromStore());
      table.put("questions without an answer", totals.skipped());
      table.put("requests", totals.requests());
      table.put("tokens read", totals.usage().inputTokens());
      table.put("tokens written", totals.usage().outputTokens());
      table.put("cost", String.format(Locale.ROOT, "%12.4f USD", totals.costUsd()));
      totals
          .latencyMillis()
          .forEach((percent, millis) -> table.put("latency ms, " + percent + " %", millis));
    }
    statuses.forEach((status, count) -> table.put("mentions " + status, count));
    return table;
  }

  private static double rounded(double value) {
    return Math.round(value * 1e6) / 1e6;
  }
}
