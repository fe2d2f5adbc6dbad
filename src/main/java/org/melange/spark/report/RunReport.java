package org.melange.spark.report;

import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.report.Headline;
import org.melange.report.Headlines;
import org.melange.report.LinkCounts;
import org.melange.report.LinkCounts.Doubt;
import org.melange.report.LinkSample;
import org.melange.report.PageTemplate;
import org.melange.report.RunPage;
import org.melange.report.SampleStrata;
import org.melange.run.Summary;
import org.melange.spark.io.HadoopFiles;

/**
 * The report of a run: one HTML file with counts, charts and a sample of links. Everything is read
 * from the written output. Not thread-safe.
 */
public final class RunReport {

  /** The file's name in an output directory. */
  public static final String FILE = "report.html";

  private final LinkSources sources;
  private final List<String> lead = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, String> internals = new TreeMap<>();
  private String title = "Links of a run";
  private Optional<Dataset<Row>> answers = Optional.empty();

  /** A report on these links. */
  public RunReport(LinkSources sources) {
    this.sources = sources;
  }

  /** Sets the heading. */
  public RunReport title(String heading) {
    title = heading;
    return this;
  }

  /** Adds paragraphs below the heading. */
  public RunReport lead(List<String> paragraphs) {
    lead.addAll(paragraphs);
    return this;
  }

  /** Adds what a reader must know before any number. */
  public RunReport warnings(List<String> more) {
    warnings.addAll(more);
    return this;
  }

  /** Adds versions, settings or times, which are shown at the end. */
  public RunReport internals(Map<String, ?> more) {
    more.forEach((name, value) -> internals.put(name, String.valueOf(value)));
    return this;
  }

  /**
   * Sets the right answers: links are marked as right or wrong.
   *
   * @param right {@code post_id}, {@code mention_id} and {@code right_qid}, null for NIL
   */
  public RunReport answers(Dataset<Row> right) {
    answers = Optional.of(right);
    return this;
  }

  /**
   * Writes the report into the directory of the links.
   *
   * @param summary of the run, with the counts of posts and of rejected records
   * @return the file; empty if the settings ask for no report
   */
  public Optional<String> write(Summary summary) {
    return write(summary, sources.directory() + "/" + FILE);
  }

  /** Writes the report to {@code file}. */
  public Optional<String> write(Summary summary, String file) {
    if (sources.settings().report().sample() == 0) {
      return Optional.empty();
    }
    HadoopFiles.write(file, PageTemplate.report(page(summary)));
    return Optional.of(file);
  }

  private RunPage page(Summary summary) {
    Dataset<Row> facts = LinkFacts.of(sources.links(), answers);
    LinkCounts counts = LinkFacts.counts(facts);
    return new RunPage(
        title,
        lead,
        warnings(summary),
        Headlines.of(counts, summary.values()),
        counts.confidences().orElse(null),
        List.of(counts.images(), counts.descriptions()),
        sample(facts, counts),
        QuarantineExamples.of(sources.quarantine()),
        internals(summary.values())
            .internals(Map.of("exit code", summary.ended().code()))
            .internals);
  }

  private List<String> warnings(Summary summary) {
    List<String> all = new ArrayList<>(warnings);
    if (Boolean.FALSE.equals(summary.values().get("model_trained"))) {
      all.add("The model was not trained. Its links mean nothing.");
    }
    return all;
  }

  private LinkSample sample(Dataset<Row> facts, LinkCounts counts) {
    Optional<Doubt> doubt = counts.doubt();
    Map<String, Long> quotas =
        SampleStrata.quotas(counts.strata(doubt), sources.settings().report().sample());
    long seed = sources.settings().report().seed();
    Dataset<Row> strata =
        facts
            .withColumn("stratum", LinkFacts.stratum(doubt))
            .withColumn("doubtful", doubt.map(LinkFacts::doubtful).orElse(lit(false)))
            .select("post_id", "mention_id", "stratum", "doubtful", "answered", "right_qid");
    List<Row> keys = StratifiedDraw.draw(strata, quotas, seed);
    return new LinkSample(
        seed,
        Headline.count(counts.all()),
        answers.isPresent(),
        doubt.map(RunReport::doubtful).orElse("No link counts as doubtful."),
        ShownLinks.of(sources, keys));
  }

  private static String doubtful(Doubt doubt) {
    return doubt.byConfidence()
        ? String.format(
            Locale.ROOT,
            "Doubtful: the links with the lowest confidence, below %.2f.",
            (double) doubt.below() / LinkCounts.CONFIDENCE_BINS)
        : "Doubtful: the links with the smallest margin over the second candidate.";
  }
}
