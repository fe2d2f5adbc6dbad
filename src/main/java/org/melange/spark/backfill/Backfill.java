package org.melange.spark.backfill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.config.Settings;
import org.melange.run.Fingerprint;
import org.melange.run.JobException;
import org.melange.spark.io.OutputLease;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.link.MentionLinker;
import org.melange.spark.store.LinkStore;

/**
 * Brings the links of a table up to date with another knowledge base, model or calibration. The
 * inputs of every link are compared, and only links whose inputs differ are made again. Others stay
 * as they are.
 *
 * <p>Readers see all changes at once, after checks: each mention has one link, no more decisions
 * change than allowed, and a sample of current links is linked again and found equal. A run that
 * ends early leaves its plan, and the next run goes on with it. Not thread-safe.
 */
public final class Backfill {

  private static final String DIRECTORY = "/_backfill";

  private final LinkStore store;
  private final MentionLinker linker;
  private final Settings settings;
  private final LinkChanges changes;
  private final BackfillFiles files;
  private final MentionExtractor extractor;
  private Optional<Dataset<Row>> records = Optional.empty();
  private Optional<String> report = Optional.empty();
  private String imagesRoot = ".";
  private BackfillListener listener = BackfillListener.NONE;

  /**
   * A backfill.
   *
   * @param store that is brought up to date
   * @param base the knowledge base of {@code extractor} and {@code linker}
   * @param previous the knowledge base that the links were made with, if it is at hand: it tells
   *     why links changed
   * @param extractor finds the mentions of posts
   * @param linker links them
   * @param settings {@code run.*} and {@code backfill.*}
   */
  public Backfill(
      LinkStore store,
      KnowledgeBase base,
      Optional<KnowledgeBase> previous,
      MentionExtractor extractor,
      MentionLinker linker,
      Settings settings) {
    this.store = store;
    this.extractor = extractor;
    this.linker = linker;
    this.settings = settings;
    this.changes = new LinkChanges(base, previous);
    this.files = new BackfillFiles(store.spark(), store.root() + DIRECTORY);
  }

  /** Sets what follows the backfill. */
  public Backfill setListener(BackfillListener value) {
    listener = value;
    return this;
  }

  /**
   * Sets posts for those whose content the table does not keep: posts with images in the record
   * itself, and those of earlier releases.
   *
   * @param value rows of {@code ParsedPostCodec.SCHEMA}
   */
  public Backfill setRecords(Dataset<Row> value) {
    records = Optional.of(value);
    return this;
  }

  /** Sets the directory that the changes and a page are written to. */
  public Backfill setReport(String directory) {
    report = Optional.of(directory);
    return this;
  }

  /** Whether a post that is compared has an image with a relative address. */
  public boolean hasRelativeImages() {
    return comparison().hasRelativeImages();
  }

  /** Sets what relative image URIs of posts are relative to, for the page. */
  public Backfill setImagesRoot(String root) {
    imagesRoot = root;
    return this;
  }

  /**
   * Compares without changing anything.
   *
   * @throws JobException if the content of posts is not known
   */
  public BackfillCounts plan() {
    return planner(comparison()).counts();
  }

  /**
   * The mentions a second that earlier runs linked, from the times of their shards.
   *
   * @return empty if no run had several shards
   */
  public OptionalDouble measuredRate() {
    Map<String, List<Row>> runs = new TreeMap<>();
    for (Row shard :
        store.links().groupBy("run_id", "linked_at").count().orderBy("linked_at").collectAsList()) {
      runs.computeIfAbsent(shard.getString(0), run -> new ArrayList<>()).add(shard);
    }
    double seconds = 0;
    long mentions = 0;
    for (List<Row> shards : runs.values()) {
      Duration time =
          Duration.between(
              shards.get(0).getTimestamp(1).toInstant(),
              shards.get(shards.size() - 1).getTimestamp(1).toInstant());
      seconds += time.toMillis() / 1e3;
      // a time is that of the beginning
      mentions += shards.subList(0, shards.size() - 1).stream().mapToLong(s -> s.getLong(2)).sum();
    }
    return seconds > 0 ? OptionalDouble.of(mentions / seconds) : OptionalDouble.empty();
  }

  /**
   * Runs the backfill, while it holds the lease of the table.
   *
   * @throws JobException if another process writes to the table, the content of posts is not known,
   *     or a check fails; then nothing is published
   */
  public BackfillResult run() {
    return OutputLease.holding(
        store.spark(), store.root(), "backfill", listener::message, this::locked);
  }

  private Comparison comparison() {
    return new Comparison(store, extractor, linker, records);
  }

  private BackfillResult locked() {
    listener.step("start");
    store.prepare(listener::message);
    String request = request();
    Comparison comparison = comparison();
    Optional<BackfillPlan> left = files.read().filter(plan -> plan.request().equals(request));
    if (left.isEmpty()) {
      files.delete();
      if (comparison.totals().posts() == 0) {
        return upToDate();
      }
      listener.step("planning");
      BackfillPlan plan = planner(comparison).stage(request);
      listener.step("planned");
      return work(plan, comparison, false).run();
    }
    listener.message("going on with the backfill of run " + left.get().runId());
    return work(left.get(), comparison, true).run();
  }

  private BackfillResult upToDate() {
    String version = store.version();
    BackfillResult result =
        new BackfillResult(
            "",
            false,
            BackfillCounts.NONE,
            Map.of(),
            Map.of(),
            store.links().count(),
            0,
            version,
            version);
    ListedChanges none =
        ListedChanges.of(store.spark().createDataFrame(List.of(), LinkChanges.CHANGED));
    report()
        .ifPresent(
            to -> {
              to.writeChanges(none);
              to.writePage(none, result, Optional.empty());
            });
    return result;
  }

  private Optional<ChangeReport> report() {
    return report.map(
        directory ->
            new ChangeReport(
                directory, imagesRoot, store, changes.base(), changes.previous(), settings));
  }

  private String request() {
    Fingerprint request = new Fingerprint().add(store.postsVersion());
    linker.scope().columns().values().forEach(request::add);
    return request.hex();
  }

  private BackfillPlanner planner(Comparison comparison) {
    return new BackfillPlanner(store, comparison, files, settings);
  }

  private BackfillWork work(BackfillPlan plan, Comparison comparison, boolean resumed) {
    return new BackfillWork(
        store,
        comparison,
        linker,
        changes,
        files,
        settings.backfill(),
        report(),
        listener,
        plan,
        resumed);
  }
}
