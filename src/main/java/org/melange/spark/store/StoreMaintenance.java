package org.melange.spark.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.melange.spark.io.JobDescription;
import org.melange.spark.io.OutputLease;
import org.melange.spark.store.StoredTable.StoredVersion;

/**
 * Joins the small files of a store and deletes the files that only earlier versions have. The links
 * stay the same, and so does the current version for its readers. No update runs meanwhile.
 *
 * @param store that is maintained
 * @param fileSize of joined files at most, in bytes
 * @param keep how long a version can still be read after it was replaced
 */
public record StoreMaintenance(LinkStore store, long fileSize, Duration keep) {

  /** Checks the numbers. */
  public StoreMaintenance {
    if (fileSize < 1 || keep.isNegative()) {
      throw new IllegalArgumentException(
          "size and time must not be negative: " + fileSize + ", " + keep);
    }
  }

  /** What there is to do, table by table. Changes nothing. */
  public List<TableMaintenance> plan() {
    return store.tables().stream().map(this::plan).toList();
  }

  private TableMaintenance plan(StoredTable table) {
    List<StoredVersion> versions = table.versions();
    return TableMaintenance.plan(
        table.name(), table.files(), fileSize, versions.size(), expired(table, versions).size());
  }

  private List<StoredVersion> expired(StoredTable table, List<StoredVersion> versions) {
    List<StoredVersion> expired = TableMaintenance.expired(versions, Instant.now().minus(keep));
    return expired.isEmpty() || !table.hasOldFiles() ? List.of() : expired;
  }

  /**
   * Does it, while it holds the lease of the store. Commits that an update began are completed
   * first.
   *
   * @param messages receives messages for the user
   * @throws org.melange.run.JobException if another process updates the store
   */
  public List<TableMaintenance> run(Consumer<String> messages) {
    return OutputLease.holding(
        store.spark(), store.root(), "maintain", messages, () -> maintained(messages));
  }

  private List<TableMaintenance> maintained(Consumer<String> messages) {
    store.prepare(messages);
    List<TableMaintenance> done = new ArrayList<>();
    for (StoredTable table : store.tables()) {
      done.add(maintained(table));
    }
    return done;
  }

  private TableMaintenance maintained(StoredTable table) {
    TableMaintenance plan = plan(table);
    if (plan.filesAfter() < plan.filesBefore()) {
      OutputLease.require(store.root());
      JobDescription.during(
          store.spark(), "Join the files of " + table.name(), () -> table.compact(fileSize));
    }
    List<StoredVersion> versions = table.versions();
    List<StoredVersion> expired = expired(table, versions);
    if (!expired.isEmpty()) {
      OutputLease.require(store.root());
      JobDescription.during(
          store.spark(),
          "Delete files of earlier versions of " + table.name(),
          () -> table.expire(versions.get(expired.size()).time()));
    }
    Set<StoredVersion> gone = new HashSet<>(versions);
    gone.removeAll(table.versions());
    return plan.done(table.files(), versions.size(), gone.size());
  }
}
