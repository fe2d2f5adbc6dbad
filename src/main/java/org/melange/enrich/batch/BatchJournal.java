package org.melange.enrich.batch;

import java.util.List;

/**
 * Remembers batches from before they are submitted until their answers are safe, so that a run that
 * is killed leaves behind what the next one needs to collect them instead of paying again. What was
 * written is durable when a method returns.
 */
public interface BatchJournal {

  /** All that are remembered, in the order of their marks. */
  List<BatchEntry> open();

  /** Remembers an entry, in place of one of the same mark. */
  void write(BatchEntry entry);

  /** Forgets an entry. */
  void remove(BatchEntry entry);

  /** Keeps an entry, but no longer as one that is open: its batch cannot be collected. */
  void setAside(BatchEntry entry);
}
