package org.melange.spark.io;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.melange.run.JobException;
import org.melange.run.lease.LeaseStore;

/**
 * Tells a task whether the lease that its driver took is still the newest of its directory. Looks
 * again once a second at most, also after this process was stopped in between. Thread-safe.
 */
public final class LeaseFence implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final String folder;
  private final long generation;
  private transient volatile long looked;
  private transient volatile boolean looking;

  /**
   * A fence.
   *
   * @param folder the directory of the lease
   * @param generation of the lease that must hold
   */
  public LeaseFence(String folder, long generation) {
    this.folder = folder;
    this.generation = generation;
  }

  /**
   * Returns if no other application has taken the lease since.
   *
   * @throws JobException if one has
   */
  public void require() {
    long now = System.nanoTime();
    if (looking && now - looked < LOOK.toNanos()) {
      return;
    }
    try {
      LeaseStore store = Leases.store(folder);
      List<Long> generations = store.generations();
      if (generations.isEmpty() || generations.get(generations.size() - 1) != generation) {
        throw JobException.failed(
            "the ledger "
                + folder
                + " was taken over by another application, because this one stood still: no more"
                + " questions are asked; run it again");
      }
      looked = now;
      looking = true;
    } catch (IOException e) {
      throw HadoopFiles.failure("looking at the lease of " + folder, e);
    }
  }
}
