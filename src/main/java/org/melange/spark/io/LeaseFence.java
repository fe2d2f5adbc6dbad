package org.melange.spark.io;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.melange.run.JobException;
import org.melange.run.lease.LeaseStore;

/**
 * Checks in a task that the lease of its driver is still the newest one of its directory. Reads the
 * store at most once a second. Thread-safe.
 */
public final class LeaseFence implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final String directory;
  private final long generation;
  private transient volatile long checkedAt;
  private transient volatile boolean checked;

  /**
   * A fence.
   *
   * @param directory the directory of the lease
   * @param generation of the driver's lease
   */
  public LeaseFence(String directory, long generation) {
    this.directory = directory;
    this.generation = generation;
  }

  /**
   * Returns if no other application has taken the lease since then.
   *
   * @throws JobException if one has
   */
  public void require() {
    long now = System.nanoTime();
    if (checked && now - checkedAt < INTERVAL.toNanos()) {
      return;
    }
    try {
      LeaseStore store = Leases.store(directory);
      List<Long> generations = store.generations();
      if (generations.isEmpty() || generations.get(generations.size() - 1) != generation) {
        throw JobException.failed(
            directory
                + " was taken over by another application because this one did not renew its lease"
                + " in time; run it again");
      }
      checkedAt = now;
      checked = true;
    } catch (IOException e) {
      throw HadoopFiles.failure("reading the lease of " + directory, e);
    }
  }
}
