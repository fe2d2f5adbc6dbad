package org.melange.run.lease;

import java.io.IOException;
import java.util.Optional;

/** What can be told of a lease at once, without waiting. */
public enum LeaseState {
  /** Nobody holds it: there is none, it was released, or its process has ended. */
  FREE,
  /** Somebody may hold it. */
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
