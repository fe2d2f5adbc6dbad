package org.melange.spark.backfill;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.melange.config.BackfillSettings;
import org.melange.run.JobException;
import org.melange.spark.backfill.Comparison.Totals;
import org.melange.spark.io.JobDescription;
import org.melange.spark.io.OutputLease;
import org.melange.spark.link.MentionLinker;
import org.melange.spark.store.LinkStore;
import org.melange.spark.store.PostStates;
import org.melange.spark.store.StoreSchemas;

/**
 * The work on a plan: mentions are linked, changes are checked and published.
 *
 * @param store the table
 * @param comparison of its links
 * @param linker links mentions
 * @param changes tells why links differ
 * @param files of the backfill
 * @param settings {@code backfill.*}
 * @param report for people, if one is asked for
 * @param listener follows the work
 * @param plan what there is to do
 * @param resumed whether an earlier run made the plan
 */
record BackfillWork(
    LinkStore store,
    Comparison comparison,
    MentionLinker linker,
    LinkChanges changes,
    BackfillFiles files,
    BackfillSettings settings,
    Optional<ChangeReport> report,
    BackfillListener listener,
    BackfillPlan plan,
    boolean resumed) {

  private static final double TOLERANCE = 1e-5;
  private static final List<String> SCORES =
      List.of("score", "score_text", "score_image", "score_cross", "score_name", "margin");

  BackfillResult run() {
    String before = store.version();
    Set<String> done = new HashSet<>(files.done());
    for (int shard = 0; shard < plan.shards().size(); shard++) {
      if (!done.contains(Integer.toString(shard))) {
        link(shard);
      }
    }
    listener.step("changes");
    if (!done.contains(BackfillFiles.CHANGES)) { // once they are published, the table has them
      writeChanges();
      files.done(BackfillFiles.CHANGES);
    }
    ListedChanges listed = ListedChanges.of(changed());
    report.ifPresent(to -> to.writeChanges(listed));
    BackfillResult result = result(listed, before);
    if (!files.isPublished()) {
      result = checked(listed, result);
      listener.step("before links");
      publish();
      listener.step("after links");
      files.published();
    }
    BackfillResult published = result.withVersion(store.version());
    // before the states: after them, the next run has nothing to do
    report.ifPresent(to -> to.writePage(listed, published, Optional.empty()));
    listener.step("before states");
    publishStates();
    listener.step("after states");
    files.delete();
    return published;
  }

  private BackfillResult result(ListedChanges listed, String before) {
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
    report.ifPresent(to -> to.writePage(listed, result, Optional.of(failure)));
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
    files.done(Integer.toString(shard));
    listener.linked(
        shard + 1, plan.shards().size(), expected.getLong(0), (System.nanoTime() - start) / 1e9);
  }

  private Row keys(Dataset<Row> rows, String post, String mention) {
    return rows.agg(count(lit(1)), coalesce(bit_xor(xxhash64(col(post), col(mention))), lit(0L)))
        .first();
  }

  /** Rows of {@link LinkChanges#STAGED}. */
  private Dataset<Row> linked(Dataset<Row> mentions) {
    Dataset<Row> prepared = linker.withCandidates(mentions);
    Column named =
        Arrays.asList(prepared.columns()).contains("candidates")
            ? transform(col("candidates"), candidate -> candidate.getField("qid"))
            : lit(null).cast("array<string>");
    Dataset<Row> linked = linker.link(prepared.withColumn("named", named));
    String[] carried = {Comparison.OLD, Comparison.CHANGE, Comparison.SCOPE_CAUSES, "named"};
    Dataset<Row> rows = StoreSchemas.links(linked, plan.runId(), store.buckets(), carried);
    return rows.select(
        LinkChanges.whole(rows).as("now"),
        col(Comparison.OLD),
        col(Comparison.CHANGE),
        col(Comparison.SCOPE_CAUSES),
        col("named"));
  }

  private void writeChanges() {
    Totals totals = comparison.totals();
    ApplyRule rule = new ApplyRule(linker.rule(), plan.runId(), Timestamp.from(Instant.now()));
    List<Dataset<Row>> differing = new ArrayList<>();
    files
        .compared(BackfillFiles.OTHER)
        .ifPresent(
            others ->
                differing.add(
                    others
                        .select(
                            col(Comparison.CHANGE),
                            col(Comparison.OLD),
                            col("mention_id"),
                            col(Comparison.SCOPE_CAUSES))
                        .map(rule, Encoders.row(LinkChanges.STAGED))));
    if (totals.ruled() > 0) {
      differing.add(comparison.ruled(rule));
    }
    if (!plan.shards().isEmpty()) {
      String[] results =
          IntStream.range(0, plan.shards().size()).mapToObj(files::results).toArray(String[]::new);
      differing.add(store.spark().read().schema(LinkChanges.STAGED).parquet(results));
    }
    Dataset<Row> all =
        differing.stream()
            .reduce(Dataset::unionByName)
            .orElseGet(() -> store.spark().createDataFrame(List.of(), LinkChanges.STAGED));
    JobDescription.during(
        store.spark(),
        "Tell why links differ",
        () ->
            files.write(
                changes.of(all.filter(LinkChanges.differs()), totals.rebased() > 0),
                BackfillFiles.CHANGES));
  }

  private Dataset<Row> changed() {
    return files.read(BackfillFiles.CHANGES);
  }

  private Map<String, Long> values(Dataset<Row> rows, Column value) {
    Map<String, Long> values = new TreeMap<>();
    for (Row row : rows.select(value.as("value")).groupBy("value").count().collectAsList()) {
      values.put(row.getString(0), row.getLong(1));
    }
    return values;
  }

  private void requireChurn(BackfillResult result) {
    if (result.churn() > settings.maxChurn()) {
      throw JobException.rejected(
          String.format(
              Locale.ROOT,
              "the decisions of %.2f %% of the links change, more than backfill.max-churn (%.2f"
                  + " %%) allows: %s. Nothing was published. With a higher limit, the same"
                  + " command goes on where it stopped",
              100 * result.churn(),
              100 * settings.maxChurn(),
              result.kinds()));
    }
  }

  /** Links a sample of current mentions again. */
  private long verified() {
    Optional<Dataset<Row>> current = files.compared(BackfillFiles.CURRENT);
    if (settings.verifySample() == 0 || current.isEmpty()) {
      return 0;
    }
    Dataset<Row> sample =
        current
            .get()
            .orderBy(xxhash64(col("mention_id"), col("post_id")), col("post_id"))
            .limit(settings.verifySample());
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
          store.spark(), "Publish links", () -> store.mergeLinks(all, plan.runId() + " backfill"));
    }
  }

  /** Mentions beyond the limit of a post, which may be others than before. */
  private void publishRejections(Dataset<Row> states) {
    Dataset<Row> earlier = comparison.earlierExcess();
    if (states.filter(col("mentions").geq(comparison.mostMentions())).isEmpty()
        && earlier.isEmpty()) {
      return;
    }
    Dataset<Row> now =
        StoreSchemas.rejections(comparison.excess(states), plan.runId(), store.buckets());
    Dataset<Row> changed = without(now, earlier, false).unionByName(without(earlier, now, true));
    files.write(changed, "rejections"); // they come from the table that is changed
    if (!files.read("rejections").isEmpty()) {
      JobDescription.during(
          store.spark(),
          "Publish rejections",
          () -> store.mergeQuarantine(files.read("rejections"), plan.runId() + " backfill"));
    }
  }

  private static Dataset<Row> without(Dataset<Row> rows, Dataset<Row> others, boolean gone) {
    Dataset<Row> ids = others.select(col("rejection_id").as("_id"));
    return rows.join(ids, col("rejection_id").equalTo(col("_id")), "left_anti")
        .withColumn(LinkStore.GONE, lit(gone));
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
        comparison
            .withStoredRecords()
            .drop("post_hash", "post_order")
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
    publishRejections(files.read("states"));
    JobDescription.during(
        store.spark(),
        "Publish the states of posts",
        () -> store.mergePosts(files.read("states"), plan.runId() + " backfill"));
  }
}
