package org.melange.enrich.batch;

import java.util.List;

/**
 * A durable record of the open batches, from before their submission until their answers are
 * stored. If a run is killed, the next one collects its batches instead of paying again. Each
 * change is durable when the method returns.
 */
public interface BatchJournal {

  /** All open entries, ordered by mark. */
  List<BatchEntry> open();

  /** Writes an entry; replaces one with the same mark. */
  void write(BatchEntry entry);

  /** Removes an entry. */
  void remove(BatchEntry entry);

  /** Marks an entry as lost: its batch cannot be collected. It is kept, but no longer open. */
  void setAside(BatchEntry entry);
}
