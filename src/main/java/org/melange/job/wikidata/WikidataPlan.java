package org.melange.job.wikidata;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.melange.job.cli.Console;
import org.melange.run.Summary;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.wikidata.DumpPlan;
import org.melange.spark.wikidata.Extract;
import org.melange.spark.wikidata.Extraction;
import org.melange.spark.wikidata.ItemImport;
import org.melange.spark.wikidata.Outcome;

/**
 * Estimates what an import of a dump gives, from a sample. An extract is not sampled: its counts
 * are exact.
 */
public final class WikidataPlan {

  /** Two bytes for each value of a row with the published gate at the paper's size. */
  private static final long TABLE_BYTES_PER_ENTITY = 2 * 1_576;

  /** Of a name in memory: its text, its entity, its weight. */
  private static final long NAME_BYTES = 60;

  private final SparkSession spark;
  private final Console console;
  private final String draft;
  private final String out;
  private final WikidataOptions options;

  /**
   * @param out directory for intermediate data, which is deleted
   */
  public WikidataPlan(SparkSession spark, Console console, String out, WikidataOptions options) {
    this.spark = spark;
    this.console = console;
    this.out = out;
    this.draft = OutputDirectory.draft(out);
    this.options = options;
  }

  /** Estimates the import of {@code dumps}, or of the extract that the options name. */
  public Summary run(Optional<String> dumps) {
    try {
      Summary plan =
          options
              .reuse()
              .map(directory -> estimate(Extract.of(directory), 1))
              .orElseGet(() -> sampled(dumps.orElseThrow()));
      console.table("Plan", plan.values());
      return plan;
    } finally {
      OutputDirectory.discardDraft(out);
    }
  }

  private Summary sampled(String dumps) {
    DumpPlan all = DumpPlan.of(dumps, options.selection().languages(), 1);
    DumpPlan sample = all.sample();
    Extract extract =
        console.step(
            "reading a sample",
            () -> new Extraction(spark, draft + "/extract", console::line).sample(sample));
    double share = (double) sample.rangeBytes() / all.bytes();
    return Summary.empty()
        .with("bytes", all.bytes())
        .with("sampled_bytes", sample.rangeBytes())
        .withAll(estimate(extract, 1 / share));
  }

  /**
   * @param factor how much larger the dump is than the extract's part of it
   */
  private Summary estimate(Extract extract, double factor) {
    ItemImport items =
        console.step(
            "reading classes and redirects",
            () -> new ItemImport(spark, extract, options.selection()));
    Map<Outcome, Long> outcomes = console.step("applying filters", items::outcomes);
    KnowledgeBase kb =
        console.step(
            "writing a draft",
            () ->
                KnowledgeBase.write(
                    items.entities(), draft + "/kb", items.fullPopularity(), Map.of()));
    Summary plan = Summary.empty().with("records", scaled(extract.records(), factor));
    for (Map.Entry<Outcome, Long> outcome : outcomes.entrySet()) {
      plan = plan.with(outcome.getKey().code(), scaled(outcome.getValue(), factor));
    }
    long names = Long.parseLong(kb.manifest().fact("names").orElseThrow());
    long entities = scaled(outcomes.get(Outcome.IMPORTED), factor);
    return plan.with("other_entities", scaled(extract.others(), factor))
        .with("quarantined", scaled(extract.rejected(), factor))
        .with("extract_bytes", scaled(extract.bytes(), factor))
        .with("kb_bytes", scaled(kb.manifest().requireFiles(draft).bytes(), factor))
        .with("names", scaled(names, factor))
        .with("names_bytes", scaled(names * NAME_BYTES, factor))
        .with("table_bytes", entities * TABLE_BYTES_PER_ENTITY);
  }

  private static long scaled(long count, double factor) {
    return Math.round(count * factor);
  }
}
