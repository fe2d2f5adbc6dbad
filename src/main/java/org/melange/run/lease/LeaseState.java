package org.melange.run.lease;

import java.io.IOException;
import java.util.Optional;

/** The state of a lease that is known without waiting. */
public enum LeaseState {
  /** The lease is free: it does not exist, was released, or its process has ended. */
  FREE,
  /** A process may hold it. */
  HELD;

  /** The state of a lease. */
  public static LeaseState of(LeaseStore store) throws IOException {
    long newest = LeaseTaking.newest(store);
    if (newest == 0) {
      return FREE;
    }
    Optional<String> text = store.read(newest);
    return text.isEmpty() || LeaseTaking.free(text.get()) ? FREE : HELD;
  }
}
