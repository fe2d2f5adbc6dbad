package org.melange.spark.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.melange.config.QuarantineSettings;
import org.melange.config.Settings;
import org.melange.run.JobException;
import org.melange.run.RunId;
import org.melange.spark.io.OutputLease;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.link.MentionLinker;
import org.melange.spark.post.Quarantine;

/**
 * Brings a links table up to date with posts: links those that are new or changed, shard by shard.
 * What is up to date is left as it is. The first run, a daily run and a run after a crash are the
 * same operation.
 *
 * <p>Readers see the links of complete shards. A run that ends early leaves its plan, and the next
 * run with the same inputs goes on with it. One process at a time updates a store. Not thread-safe.
 */
public final class LinkUpdate {

  private final LinkStore store;
  private final MentionExtractor extractor;
  private final MentionLinker linker;
  private final Settings settings;
  private final PlanFiles files;
  private final ExecutorLosses losses = new ExecutorLosses();
  private final int partitions;
  private UpdateLimits limits = UpdateLimits.NONE;
  private UpdateListener listener = UpdateListener.NONE;
  private boolean retry;
  private boolean first;

  /**
   * An update.
   *
   * @param store that is brought up to date
   * @param extractor finds the mentions of posts
   * @param linker links them
   * @param settings {@code run.*}, {@code posts.order-by} and {@code quarantine.*}
   */
  public LinkUpdate(
      LinkStore store, MentionExtractor extractor, MentionLinker linker, Settings settings) {
    this.store = store;
    this.extractor = extractor;
    this.linker = linker;
    this.settings = settings;
    this.files = new PlanFiles(store.spark(), store.plan());
    int cores = store.spark().sparkContext().defaultParallelism();
    this.partitions =
        settings.run().partitions() > 0 ? settings.run().partitions() : 4 * Math.max(1, cores);
  }

  /** Sets when the update stops early. */
  public LinkUpdate setLimits(UpdateLimits value) {
    limits = value;
    return this;
  }

  /** Sets what follows the update. */
  public LinkUpdate setListener(UpdateListener value) {
    listener = value;
    return this;
  }

  /** Sets whether posts in the quarantine are tried again though their records are the same. */
  public LinkUpdate setRetryQuarantined(boolean value) {
    retry = value;
    return this;
  }

  /**
   * Runs the update, while it holds the lease of the store.
   *
   * @throws JobException if another process updates the store, the input cannot be read, or more
   *     records are rejected than the settings allow
   */
  public UpdateResult run(UpdateInput input) {
    store.spark().sparkContext().addSparkListener(losses);
    try {
      return OutputLease.holding(
          store.spark(), store.root(), "annotate", listener::message, () -> updated(input));
    } finally {
      store.spark().sparkContext().removeSparkListener(losses);
    }
  }

  private UpdateResult updated(UpdateInput input) {
    try {
      return unfinishedOrNew(input);
    } finally {
      store.awaitTables(); // also if the plan failed: the lease covers their creation
    }
  }

  private UpdateResult unfinishedOrNew(UpdateInput input) {
    listener.step("start");
    store.upgrade(listener::message);
    first = store.hasNoPosts();
    Optional<UpdatePlan> left = files.read();
    // Also if the input of this run is another one.
    left.ifPresent(
        plan -> new ShardCommit(store, files, listener::step).complete(plan, listener::message));
    String request = request(input);
    Optional<UpdatePlan> same =
        left.filter(plan -> !request.isEmpty() && plan.request().equals(request));
    if (same.isPresent()) {
      return new Work(same.get(), true).run();
    }
    left.ifPresent(
        plan -> listener.message("an unfinished update had other inputs: it is planned anew"));
    return new Work(plan(input, request), false).run();
  }

  private String request(UpdateInput input) {
    if (input.fingerprint().isEmpty()) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    parts.add(input.fingerprint().get());
    parts.add(settings.posts().orderBy());
    parts.add(Boolean.toString(retry));
    parts.addAll(linker.scope().columns().values());
    return UpdateInput.fingerprint(parts);
  }

  private UpdatePlan plan(UpdateInput input, String request) {
    listener.step("planning");
    files.delete();
    UpdatePlanner planner = planner();
    UpdatePlan plan = planner.plan(input.records().get(), RunId.next(), request);
    listener.step("staged");
    if (plan.counts().records() == 0 && !input.mayBeEmpty()) {
      files.delete();
      throw JobException.input(input.name() + " holds no posts: all of its files are empty");
    }
    QuarantineSettings allowed = settings.quarantine();
    Quarantine.requireShare(plan.counts().records(), plan.counts().rejected(), allowed);
    OutputLease.require(store.root());
    files.write(plan);
    listener.step("planned");
    return plan;
  }

  private UpdatePlanner planner() {
    long most = Math.min(settings.run().shardPosts(), limits.maxPosts().orElse(Long.MAX_VALUE));
    return new UpdatePlanner(
        store,
        new PostChanges(settings.posts().orderBy(), retry),
        (int) Math.max(1, most),
        partitions);
  }

  /**
   * The posts that were linked with another scope, by what is different.
   *
   * @return counts by a description such as {@code knowledge base 1a2b}
   */
  public Map<String, Long> otherScopes() {
    if (first) {
      return Map.of(); // all posts are of this run
    }
    Map<String, String> scope = linker.scope().columns();
    Column other = lit(false);
    for (Map.Entry<String, String> column : scope.entrySet()) {
      other = other.or(not(col(column.getKey()).eqNullSafe(column.getValue())));
    }
    Column[] columns = StoreSchemas.columns(scope.keySet().toArray(String[]::new));
    List<Row> rows =
        store
            .posts()
            .filter(col("state").isin(PostStates.LINKED, PostStates.NO_MENTIONS).and(other))
            .groupBy(columns)
            .agg(count(lit(1)).as("posts"))
            .collectAsList();
    Map<String, Long> counts = new TreeMap<>();
    for (Row row : rows) {
      counts.merge(difference(row, scope), row.<Long>getAs("posts"), Long::sum);
    }
    return counts;
  }

  private static String difference(Row row, Map<String, String> scope) {
    StringBuilder text = new StringBuilder();
    scope.forEach(
        (column, current) -> {
          String value = row.getAs(column);
          if (!current.equals(value)) {
            text.append(text.isEmpty() ? "" : ", ")
                .append(
                    column
                        .replace("_version", "")
                        .replace('_', ' ')
                        .replace("kb", "knowledge base"))
                .append(' ')
                .append(value == null || value.isEmpty() ? "none" : value);
          }
        });
    return text.toString();
  }

  /** The work on one plan. */
  private final class Work {

    private final boolean resumed;
    private final long started = System.nanoTime();
    private final Deque<Shard> open = new ArrayDeque<>();
    private UpdatePlan plan;
    private long shards;
    private long posts;
    private long crashed;
    private double seconds;
    private ShardResult sum = ShardResult.NONE;

    Work(UpdatePlan plan, boolean resumed) {
      this.plan = plan;
      this.resumed = resumed;
    }

    UpdateResult run() {
      Set<String> done = new HashSet<>(files.doneShards());
      plan.shards().stream().filter(shard -> !done.contains(shard.id())).forEach(open::add);
      if (resumed) {
        listener.message(
            String.format(
                Locale.ROOT,
                "going on with the update of run %s: %d of %d shards are done",
                plan.runId(),
                plan.shards().size() - open.size(),
                plan.shards().size()));
      }
      while (!open.isEmpty() && mayBegin(open.peek())) {
        Shard shard = open.pop();
        List<Shard> parts = done(shard) ? List.of() : split(shard);
        for (int i = parts.size() - 1; i >= 0; i--) {
          open.push(parts.get(i));
        }
      }
      if (open.isEmpty()) {
        listener.step("deleting the plan");
        files.delete();
      }
      return new UpdateResult(
          plan.runId(),
          resumed,
          plan.counts().values(),
          shards,
          posts,
          open.size(),
          openPosts(),
          crashed,
          sum,
          store.version());
    }

    private long openPosts() {
      return open.stream().mapToLong(shard -> shard.counts().posts()).sum();
    }

    private boolean mayBegin(Shard next) {
      Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
      Duration mean = Duration.ofMillis(shards == 0 ? 0 : (long) (1000 * seconds / shards));
      return limits.allow(shards, posts, next.counts().posts(), elapsed, mean);
    }

    /** Links and commits a shard; false if it crashes executors again and again. */
    private boolean done(Shard shard) {
      long from = System.nanoTime();
      Optional<ShardResult> result = attempted(shard);
      if (result.isEmpty() && (shard.isSingle() || shard.digits().isEmpty())) {
        result = attempted(shard); // the machine may have been the cause
      }
      if (result.isEmpty() && shard.isSingle()) {
        result = Optional.of(givenUp(shard));
      }
      result.ifPresent(counted -> commit(shard, counted, from));
      return result.isPresent();
    }

    /** Empty if executors were lost. */
    private Optional<ShardResult> attempted(Shard shard) {
      listener.step("linking");
      long before = losses.count();
      try {
        return Optional.of(work().run(shard));
      } catch (Exception e) { // Spark throws checked exceptions, too
        if (losses.count() == before || OutputLease.lost(store.root()).isPresent()) {
          throw e;
        }
        listener.message(
            "shard " + shard.id() + " failed, and executors were lost: " + e.getMessage());
        return Optional.empty();
      }
    }

    private ShardResult givenUp(Shard shard) {
      crashed++;
      if (crashed > settings.run().maxCrashes()) {
        throw JobException.failed(
            "more than "
                + settings.run().maxCrashes()
                + " posts crash executors (run.max-crashes): executors may have too little memory");
      }
      return work().giveUp(shard, "executors were lost each time that this post was linked alone");
    }

    private ShardWork work() {
      return new ShardWork(store, files, extractor, linker, plan.runId(), partitions);
    }

    private void commit(Shard shard, ShardResult counted, long from) {
      ShardResult next = sum.plus(counted);
      listener.check(next);
      OutputLease.require(store.root());
      listener.step("before prepared");
      files.prepared(shard, counted);
      new ShardCommit(store, files, listener::step).commit(shard, counted, plan.runId(), false);
      sum = next;
      shards++;
      posts += shard.counts().posts();
      double took = (System.nanoTime() - from) / 1e9;
      seconds += took;
      long left = openPosts();
      listener.committed(
          new ShardProgress(
              plan.shards().size() - open.size(),
              plan.shards().size(),
              shard.counts().posts(),
              counted.mentions(),
              took,
              left,
              posts == 0 ? 0 : left * seconds / posts));
    }

    private List<Shard> split(Shard shard) {
      List<Shard> parts = planner().split(shard);
      listener.message(
          "shard " + shard.id() + " is divided into " + parts.size() + " to find the cause");
      plan = plan.split(shard, parts);
      files.write(plan);
      return parts;
    }
  }
}
