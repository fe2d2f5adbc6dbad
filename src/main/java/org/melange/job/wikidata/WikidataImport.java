package org.melange.job.wikidata;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.cli.Console;
import org.melange.run.JobException;
import org.melange.run.Summary;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.post.Quarantine;
import org.melange.spark.post.RejectionSummary;
import org.melange.spark.wikidata.ChangeImport;
import org.melange.spark.wikidata.DumpPlan;
import org.melange.spark.wikidata.Extract;
import org.melange.spark.wikidata.Extraction;
import org.melange.spark.wikidata.ItemImport;
import org.melange.spark.wikidata.Selection;

/** Imports dumps of Wikidata, or an extract of them, into a knowledge base. */
public final class WikidataImport {

  private final SparkSession spark;
  private final Settings settings;
  private final Console console;
  private final String out;
  private final Selection selection;

  /**
   * @param out directory of the knowledge base, which is prepared
   * @param selection which items are imported
   */
  public WikidataImport(
      SparkSession spark, Settings settings, Console console, String out, Selection selection) {
    this.spark = spark;
    this.settings = settings;
    this.console = console;
    this.out = out;
    this.selection = selection;
  }

  /** Reads dumps to the extract in the knowledge base, as far as it does not have them. */
  public Extract read(String dumps) {
    DumpPlan plan = plan(dumps);
    return console.step(
        "reading the dump",
        () ->
            new Extraction(spark, out + "/" + Extract.DIRECTORY, line -> console.line("  " + line))
                .run(plan));
  }

  /**
   * Writes the knowledge base.
   *
   * @throws JobException if no entity is left, or too many records were rejected
   */
  public Summary write(Extract extract) {
    Map<String, Long> rejected = quarantine(extract);
    ItemImport items =
        console.step(
            "reading classes and redirects", () -> new ItemImport(spark, extract, selection));
    ImportCounts counts = counts(extract, items, rejected);
    warn(extract, items);
    if (counts.imported() == 0) {
      throw JobException.input(
          "no entity is left: of " + extract.items() + " items, " + counts.filtered());
    }
    KnowledgeBase kb =
        write(extract, counts, items.classes(), items.entities(), items.fullPopularity(), Map.of());
    counts.requireWritten(entities(kb));
    return report(extract, counts, kb).with("extract", extract.directory());
  }

  /**
   * Writes an earlier knowledge base with changes.
   *
   * @param changes JSON Lines of entities and tombstones
   * @throws JobException if too many records were rejected
   */
  public Summary update(String changes, KnowledgeBase previous) {
    String draft = OutputDirectory.draft(out) + "/changes";
    Extract extract =
        console.step(
            "reading changes",
            () -> new Extraction(spark, draft, console::line).changes(plan(changes)));
    Map<String, Long> rejected = quarantine(extract);
    ChangeImport change =
        console.step(
            "reading classes", () -> new ChangeImport(spark, previous, extract, selection));
    ImportCounts counts = counts(extract, change.items(), rejected);
    long kept = console.step("counting entities", change::kept);
    KnowledgeBase kb =
        write(
            extract,
            counts,
            change.items().classes(),
            change.entities(),
            Long.parseLong(previous.manifest().fact("full_popularity").orElseThrow()),
            Map.of("previous_version", previous.version()));
    counts.requireWritten(entities(kb) - kept);
    OutputDirectory.discardDraft(out);
    return report(extract, counts, kb)
        .with("entities_before", entities(previous))
        .with("entities_kept", kept);
  }

  private DumpPlan plan(String dumps) {
    int cores = Math.max(1, spark.sparkContext().defaultParallelism());
    return DumpPlan.of(dumps, selection.languages(), cores);
  }

  private Map<String, Long> quarantine(Extract extract) {
    Map<String, Long> rejected =
        console.step(
            "writing rejected records", () -> Quarantine.write(extract.rejections(spark), out));
    RejectionSummary.written(spark, out, rejected).lines().forEach(console::line);
    Quarantine.requireShare(extract.records(), extract.rejected(), settings.quarantine());
    return rejected;
  }

  private ImportCounts counts(Extract extract, ItemImport items, Map<String, Long> rejected) {
    ImportCounts counts =
        new ImportCounts(extract, console.step("applying filters", items::outcomes), rejected);
    console.table("Entities of the dump", counts.table());
    return counts;
  }

  private void warn(Extract extract, ItemImport items) {
    List<String> silent =
        selection.languages().stream()
            .filter(language -> !extract.labels().containsKey(language))
            .toList();
    if (!silent.isEmpty()) {
      console.line("warning: no entity has a label in " + String.join(", ", silent));
    }
    List<String> types = items.typesWithoutItems();
    if (!types.isEmpty()) {
      console.line(
          "warning: no entity is an instance of %s or of a subclass"
              .formatted(String.join(", ", types)));
    }
  }

  private KnowledgeBase write(
      Extract extract,
      ImportCounts counts,
      Dataset<Row> classes,
      Dataset<Row> entities,
      long fullPopularity,
      Map<String, Object> more) {
    Map<String, Object> facts = new TreeMap<>(selection.facts());
    facts.putAll(more);
    facts.put("inputs", extract.manifest().facts().get("inputs"));
    facts.put("extract_version", extract.manifest().version());
    facts.put("records", extract.records());
    facts.put("outcomes", counts.summary().values());
    return console.step(
        "writing entities and names",
        () -> {
          KnowledgeBase.writeClasses(classes, out);
          return KnowledgeBase.write(entities, out, fullPopularity, facts);
        });
  }

  private static long entities(KnowledgeBase kb) {
    return Long.parseLong(kb.manifest().fact("entities").orElseThrow());
  }

  private Summary report(Extract extract, ImportCounts counts, KnowledgeBase kb) {
    Summary summary =
        Summary.empty()
            .with("records", extract.records())
            .withAll(counts.summary())
            .with("entities", entities(kb))
            .with("names", Long.valueOf(kb.manifest().fact("names").orElseThrow()))
            .with("kb_version", kb.version())
            .with("out", out);
    console.table("Knowledge base", summary.values());
    return summary;
  }
}
