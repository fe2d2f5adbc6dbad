package org.melange.spark.store;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.melange.run.JobException;
import org.melange.spark.io.JobDescription;
import org.melange.spark.io.OutputLease;
import org.melange.spark.store.StoredTable.StoredVersion;

/**
 * Makes an earlier version of a store the current one: its links, and posts and rejections as they
 * were until the next version of the links. The versions in between can still be read.
 *
 * @param store that is restored
 * @param version of the links table
 */
public record StoreRestoration(LinkStore store, String version) {

  /**
   * The versions that would be restored, by table. Changes nothing.
   *
   * @throws JobException if there is no such version
   */
  public Map<String, String> plan() {
    List<StoredVersion> versions = store.linksTable().versions();
    int index = versions.stream().map(StoredVersion::id).toList().indexOf(version);
    if (index < 0) {
      throw JobException.usage(
          store.name() + " has no version " + version + ": the current one is " + store.version());
    }
    boolean current = index == versions.size() - 1;
    Instant end = current ? Instant.MAX : versions.get(index + 1).time();
    Map<String, String> plan = new LinkedHashMap<>();
    // Links last: until then, posts of an earlier scope make the next run compare them.
    plan.put(
        store.postsTable().name(),
        before(store.postsTable(), end)
            .orElseThrow(
                () ->
                    JobException.usage(
                        "maintain deleted the posts of version " + version + " of the links")));
    // Without a version of that time, later rejections are kept: they do no harm.
    before(store.quarantineTable(), end)
        .ifPresent(earlier -> plan.put(store.quarantineTable().name(), earlier));
    plan.put(store.linksTable().name(), version);
    return plan;
  }

  private static Optional<String> before(StoredTable table, Instant end) {
    return table.versions().stream()
        .filter(earlier -> earlier.time().isBefore(end))
        .reduce((earlier, later) -> later)
        .map(StoredVersion::id);
  }

  /**
   * Restores the store, while it holds its lease. An unfinished update is planned anew afterwards.
   *
   * @param messages receives messages for the user
   * @return the versions that were restored, by table
   * @throws JobException if there is no such version, or another process writes to the store
   */
  public Map<String, String> run(Consumer<String> messages) {
    return OutputLease.holding(
        store.spark(), store.root(), "restore", messages, () -> restored(messages));
  }

  private Map<String, String> restored(Consumer<String> messages) {
    store.prepare(messages);
    Map<String, String> plan = plan();
    new PlanFiles(store.spark(), store.plan()).delete();
    for (StoredTable table :
        List.of(store.postsTable(), store.quarantineTable(), store.linksTable())) {
      String wanted = plan.get(table.name());
      if (wanted != null && !wanted.equals(table.version())) {
        OutputLease.require(store.root());
        JobDescription.during(
            store.spark(), "Restore " + table.name(), () -> table.restore(wanted));
      }
    }
    return plan;
  }
}
