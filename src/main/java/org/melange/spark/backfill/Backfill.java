package org.melange.spark.backfill;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.melange.config.BackfillSettings;
import org.melange.config.Settings;
import org.melange.enrich.question.EnrichmentOutcome;
import org.melange.run.Fingerprint;
import org.melange.run.JobException;
import org.melange.run.RunId;
import org.melange.spark.io.JobDescription;
import org.melange.spark.io.OutputLease;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.link.MentionLinker;
import org.melange.spark.store.LinkStore;
import org.melange.spark.store.PostStates;
import org.melange.spark.store.StoreSchemas;

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
  private static final double TOLERANCE = 1e-5;
  private static final List<String> SCORES =
      List.of("score", "score_text", "score_image", "score_cross", "score_name", "margin");

  private final LinkStore store;
  private final MentionLinker linker;
  private final Settings settings;
  private final BackfillSettings limits;
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
    this.limits = settings.backfill();
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
    Comparison comparison = comparison();
    return !comparison.withRelativeImages(comparison.posts()).isEmpty();
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
    Comparison comparison = comparison();
    Dataset<Row> posts = comparison.posts();
    Totals totals = totals(posts);
    if (totals.posts() == 0) {
      return counts(totals, List.of());
    }
    requireRecords(comparison, posts);
    return counts(totals, counted(comparison.changes(posts)));
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
    Optional<BackfillPlan> left = files.read().filter(plan -> plan.request().equals(request));
    if (left.isEmpty()) {
      files.delete();
      Totals totals = totals(comparison().posts());
      if (totals.posts() == 0) {
        return upToDate(totals);
      }
      return new Work(plan(request, totals), false).run();
    }
    return new Work(left.get(), true).run();
  }

  private BackfillResult upToDate(Totals totals) {
    String version = store.version();
    BackfillResult result =
        new BackfillResult(
            "",
            false,
            counts(totals, List.of()),
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

  /** Posts that are compared, and the mentions of them. */
  private record Totals(long posts, long mentions) {}

  private Totals totals(Dataset<Row> posts) {
    Row row =
        JobDescription.during(
            store.spark(),
            "Count the posts of other scopes",
            () -> posts.agg(count(lit(1)), coalesce(sum("mentions"), lit(0L))).first());
    return new Totals(row.getLong(0), row.getLong(1));
  }

  private void requireRecords(Comparison comparison, Dataset<Row> posts) {
    long unknown = comparison.incomplete(posts);
    if (unknown > 0) {
      throw JobException.usage(
          String.format(
              Locale.ROOT,
              "the table does not have the content of %,d posts (images inside of records, or posts"
                  + " of an earlier release): give them with --posts",
              unknown));
    }
  }

  private static List<Row> counted(Dataset<Row> mentions) {
    return JobDescription.during(
        mentions.sparkSession(),
        "Compare the inputs of links",
        () ->
            mentions
                .groupBy(Comparison.CHANGE)
                .agg(count(lit(1)), count(when(size(col("images")).gt(0), 1)))
                .collectAsList());
  }

  private static BackfillCounts counts(Totals totals, List<Row> rows) {
    Map<String, Long> mentions = new TreeMap<>();
    long images = 0;
    for (Row row : rows) {
      String change = row.getString(0);
      mentions.put(change, row.getLong(1));
      if (change.equals(Change.NEW) || change.equals(Change.RELINK)) {
        images += row.getLong(2);
      }
    }
    return new BackfillCounts(
        totals.posts(),
        totals.mentions(),
        mentions.getOrDefault(Change.RELINK, 0L),
        mentions.getOrDefault(Change.NEW, 0L),
        mentions.getOrDefault(Change.GONE, 0L),
        mentions.getOrDefault(Change.RULE, 0L),
        mentions.getOrDefault(Change.MOVED, 0L),
        images);
  }

  /** Stages the mentions that are not current, and about as many others as are verified. */
  private BackfillPlan plan(String request, Totals totals) {
    listener.step("planning");
    Comparison comparison = comparison();
    Dataset<Row> posts = comparison.posts();
    requireRecords(comparison, posts);
    Column linking = col(Comparison.CHANGE).isin(Change.NEW, Change.RELINK);
    Column current = col(Comparison.CHANGE).equalTo(Change.CURRENT);
    long every = Math.max(1, totals.mentions() / Math.max(1, 2L * limits.verifySample()));
    Column sampled = pmod(xxhash64(col("post_id"), col("mention_id")), lit(every)).equalTo(lit(0L));
    int partitions = 4 * store.spark().sparkContext().defaultParallelism();
    Dataset<Row> staged =
        comparison
            .mentions(posts)
            .filter(not(current).or(sampled))
            .withColumn("part", when(linking, "link").when(current, "current").otherwise("other"));
    JobDescription.during(
        store.spark(),
        "Compare the inputs of links",
        () ->
            staged
                .repartition(partitions, col("part"), col("post_id"))
                .write()
                .mode(SaveMode.Overwrite)
                .option("maxRecordsPerFile", settings.run().shardPosts())
                .partitionBy("part")
                .parquet(files.path("compared")));
    BackfillPlan plan =
        new BackfillPlan(RunId.next(), request, counts(totals, counted(compared())), shards());
    requireAnswers();
    OutputLease.require(store.root());
    files.write(plan);
    listener.step("planned");
    return plan;
  }

  /** Without their answers, links would lose the descriptions that they have. */
  private void requireAnswers() {
    Dataset<Row> compared = compared();
    if (!Arrays.asList(compared.columns()).contains("enrichment_status")) {
      return;
    }
    long unanswered =
        compared
            .filter(col("enrichment_status").equalTo(new EnrichmentOutcome.Skipped().status()))
            .count();
    if (unanswered > 0) {
      throw JobException.failed(
          String.format(
              Locale.ROOT,
              "the questions about %,d mentions were not answered: nothing was published. Start"
                  + " again when the service or the budget allows; answers are kept",
              unanswered));
    }
  }

  private Dataset<Row> compared() {
    return files.read("compared");
  }

  private Dataset<Row> compared(String part) {
    return compared().filter(col("part").equalTo(part)).drop("part");
  }

  /** Files of mentions that are linked, in groups of about as many mentions as a shard has. */
  private List<List<String>> shards() {
    List<List<String>> shards = new ArrayList<>();
    List<String> open = new ArrayList<>();
    long mentions = 0;
    for (Row file :
        compared()
            .filter(col("part").equalTo("link"))
            .groupBy(input_file_name().as("file"))
            .count()
            .orderBy("file")
            .collectAsList()) {
      if (!open.isEmpty() && mentions + file.getLong(1) > settings.run().shardPosts()) {
        shards.add(open);
        open = new ArrayList<>();
        mentions = 0;
      }
      open.add(file.getString(0));
      mentions += file.getLong(1);
    }
    if (!open.isEmpty()) {
      shards.add(open);
    }
    return shards;
  }

  /** The work on one plan. */
  private final class Work {

    private final BackfillPlan plan;
    private final boolean resumed;
    private final String before = store.version();

    Work(BackfillPlan plan, boolean resumed) {
      this.plan = plan;
      this.resumed = resumed;
    }

    BackfillResult run() {
      if (resumed) {
        listener.message("going on with the backfill of run " + plan.runId());
      }
      Set<String> done = new HashSet<>(files.doneShards());
      for (int shard = 0; shard < plan.shards().size(); shard++) {
        if (!done.contains(Integer.toString(shard))) {
          link(shard);
        }
      }
      listener.step("changes");
      files.write(changes.of(staged().filter(LinkChanges.differs())), "changes");
      ListedChanges listed = ListedChanges.of(changed());
      report().ifPresent(to -> to.writeChanges(listed));
      BackfillResult result = result(listed);
      if (!files.isPublished()) {
        result = checked(listed, result);
        listener.step("before links");
        publish();
        listener.step("after links");
        files.published();
      }
      BackfillResult published = result.withVersion(store.version());
      // before the states: after them, the next run has nothing to do
      report().ifPresent(to -> to.writePage(listed, published, Optional.empty()));
      listener.step("before states");
      publishStates();
      listener.step("after states");
      files.delete();
      return published;
    }

    private BackfillResult result(ListedChanges listed) {
      return new BackfillResult(
          plan.runId(),
          resumed,
          plan.counts(),
          values(listed.rows(), col("kind")),
          values(listed.rows(), explode(col("causes"))),
          store.links().count(),
          0,
          before,
          before);
    }

    /** Runs the checks. If one fails, there is a page nevertheless. */
    private BackfillResult checked(ListedChanges listed, BackfillResult unchecked) {
      BackfillResult result = unchecked;
      try {
        listener.check(values(changed().filter(col("now").isNotNull()), col("now.image_status")));
        result = unchecked.withVerified(verified());
        requireChurn(result);
        return result;
      } catch (JobException e) {
        writePage(listed, result, e.getMessage());
        throw e;
      }
    }

    private void writePage(ListedChanges listed, BackfillResult result, String failure) {
      report().ifPresent(to -> to.writePage(listed, result, Optional.of(failure)));
    }

    private void link(int shard) {
      listener.step("linking");
      long start = System.nanoTime();
      String[] names = plan.shards().get(shard).toArray(String[]::new);
      Dataset<Row> mentions = store.spark().read().parquet(names);
      Dataset<Row> results = linked(mentions);
      JobDescription.during(
          store.spark(),
          "Link mentions",
          () -> results.write().mode(SaveMode.Overwrite).parquet(files.results(shard)));
      Row expected = keys(mentions, "post_id", "mention_id");
      Row found =
          keys(
              store.spark().read().schema(LinkChanges.STAGED).parquet(files.results(shard)),
              "now.post_id",
              "now.mention_id");
      if (!expected.equals(found)) {
        throw new IllegalStateException(
            "mentions and links do not agree: " + expected + ", " + found);
      }
      OutputLease.require(store.root());
      files.done(shard);
      listener.linked(
          shard + 1, plan.shards().size(), expected.getLong(0), (System.nanoTime() - start) / 1e9);
    }

    private Row keys(Dataset<Row> rows, String post, String mention) {
      return rows.agg(count(lit(1)), coalesce(bit_xor(xxhash64(col(post), col(mention))), lit(0L)))
          .first();
    }

    /** Rows of {@link LinkChanges#STAGED}. */
    private Dataset<Row> linked(Dataset<Row> mentions) {
      List<String> there = Arrays.asList(mentions.columns());
      Column named =
          there.contains("candidates")
              ? transform(col("candidates"), candidate -> candidate.getField("qid"))
              : lit(null).cast("array<string>");
      Dataset<Row> linked = linker.link(mentions.withColumn("named", named));
      String[] carried = {Comparison.OLD, Comparison.CHANGE, Comparison.SCOPE_CAUSES, "named"};
      Dataset<Row> rows = StoreSchemas.links(linked, plan.runId(), store.buckets(), carried);
      Column[] links =
          Arrays.stream(StoreSchemas.LINKS.fieldNames()).map(rows::col).toArray(Column[]::new);
      return rows.select(
          struct(links).as("now"),
          col(Comparison.OLD),
          col(Comparison.CHANGE),
          col(Comparison.SCOPE_CAUSES),
          col("named"));
    }

    /** All mentions that are not current, rows of {@link LinkChanges#STAGED}. */
    private Dataset<Row> staged() {
      ApplyRule rule = new ApplyRule(linker.rule(), plan.runId(), Timestamp.from(Instant.now()));
      Dataset<Row> others =
          compared("other")
              .select(
                  col(Comparison.CHANGE),
                  col(Comparison.OLD),
                  col("mention_id"),
                  col(Comparison.SCOPE_CAUSES))
              .map(rule, Encoders.row(LinkChanges.STAGED));
      String[] results =
          IntStream.range(0, plan.shards().size()).mapToObj(files::results).toArray(String[]::new);
      return results.length == 0
          ? others
          : store.spark().read().schema(LinkChanges.STAGED).parquet(results).unionByName(others);
    }

    private Dataset<Row> changed() {
      return files.read("changes");
    }

    private Map<String, Long> values(Dataset<Row> rows, Column value) {
      Map<String, Long> values = new TreeMap<>();
      for (Row row : rows.select(value.as("value")).groupBy("value").count().collectAsList()) {
        values.put(row.getString(0), row.getLong(1));
      }
      return values;
    }

    private void requireChurn(BackfillResult result) {
      if (result.churn() > limits.maxChurn()) {
        throw JobException.rejected(
            String.format(
                Locale.ROOT,
                "the decisions of %.2f %% of the links change, more than backfill.max-churn (%.2f"
                    + " %%) allows: %s. Nothing was published. With a higher limit, the same"
                    + " command goes on where it stopped",
                100 * result.churn(),
                100 * limits.maxChurn(),
                result.kinds()));
      }
    }

    /** Links a sample of current mentions again. */
    private long verified() {
      Dataset<Row> sample =
          compared("current")
              .orderBy(xxhash64(col("mention_id"), col("post_id")), col("post_id"))
              .limit(limits.verifySample());
      if (limits.verifySample() == 0 || sample.isEmpty()) {
        return 0;
      }
      listener.step("verifying");
      Dataset<Row> again = linked(sample);
      Column same = lit(true);
      for (String name : List.of("qid", "label", "description", "image_status")) {
        same = same.and(col("now." + name).eqNullSafe(col("old." + name)));
      }
      for (String name : SCORES) {
        Column a = col("now." + name);
        Column b = col("old." + name);
        Column near = abs(a.minus(b)).leq(greatest(lit(1), abs(b)).multiply(TOLERANCE));
        same = same.and(coalesce(near, a.isNull().and(b.isNull())));
      }
      Row counts = again.agg(count(lit(1)), count(when(not(same), 1))).first();
      if (counts.getLong(1) > 0) {
        throw JobException.rejected(
            String.format(
                Locale.ROOT,
                "%,d of %,d links that should be current differ when they are made again: model,"
                    + " images or services are not those of the links. Nothing was published",
                counts.getLong(1),
                counts.getLong(0)));
      }
      return counts.getLong(0);
    }

    private void publish() {
      Dataset<Row> upserts =
          changed()
              .filter(col("now").isNotNull())
              .select("now.*")
              .withColumn(LinkStore.GONE, lit(false));
      Column renumbered =
          col("now").isNull().or(not(col("now.mention_id").equalTo(col("old.mention_id"))));
      Dataset<Row> gone =
          changed()
              .filter(col("old").isNotNull().and(renumbered))
              .select("old.*")
              .withColumn(LinkStore.GONE, lit(true))
              .join(
                  upserts.select(col("post_id").as("_p"), col("mention_id").as("_m")),
                  col("post_id").equalTo(col("_p")).and(col("mention_id").equalTo(col("_m"))),
                  "left_anti");
      Dataset<Row> all = upserts.unionByName(gone);
      if (!all.isEmpty()) {
        JobDescription.during(
            store.spark(),
            "Publish links",
            () -> store.mergeLinks(all, plan.runId() + " backfill"));
      }
    }

    /** The posts are of the new scope, with the mentions that they have now. */
    private void publishStates() {
      Dataset<Row> delta =
          changed()
              .groupBy(coalesce(col("now.post_id"), col("old.post_id")).as("_post"))
              .agg(
                  sum(when(col("old").isNull(), 1).when(col("now").isNull(), -1).otherwise(0))
                      .as("_delta"));
      Column mentions = col("mentions").plus(coalesce(col("_delta"), lit(0L))).cast("int");
      Dataset<Row> states =
          comparison()
              .withStoredRecords()
              .drop("post_hash", "post_order", Comparison.SCOPE_CAUSES, "_inputs", "_rule", "_base")
              .join(delta, col("post_id").equalTo(col("_post")), "left")
              .withColumn("mentions", mentions)
              .drop("_post", "_delta")
              .withColumn(
                  "state",
                  when(col("mentions").gt(0), PostStates.LINKED).otherwise(PostStates.NO_MENTIONS))
              .withColumn("run_id", lit(plan.runId()))
              .withColumn("updated_at", current_timestamp())
              .withColumn(LinkStore.GONE, lit(false));
      for (Map.Entry<String, String> scope : linker.scope().columns().entrySet()) {
        states = states.withColumn(scope.getKey(), lit(scope.getValue()));
      }
      files.write(states, "states"); // they come from the table that is changed
      JobDescription.during(
          store.spark(),
          "Publish the states of posts",
          () -> store.mergePosts(files.read("states"), plan.runId() + " backfill"));
    }
  }
}
