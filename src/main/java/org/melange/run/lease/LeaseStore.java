package org.melange.run.lease;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The files of one lease, one for each generation. Only {@link #create} has to be atomic among
 * processes; the protocol of {@link Lease} builds on nothing else.
 */
public interface LeaseStore {

  /** What the lease guards, for messages. */
  String guarded();

  /** The generations that have a file, in ascending order. */
  List<Long> generations() throws IOException;

  /** The text of a generation's file; empty if there is no such file. */
  Optional<String> read(long generation) throws IOException;

  /**
   * Creates a generation's file. Of several callers, in any number of processes, at most one gets
   * {@code true}. A caller that gets {@code false} or an exception may still have created the file
   * (if the response was lost), so it reads the file to find out.
   */
  boolean create(long generation, String text) throws IOException;

  /** Replaces the text of a generation's file as a whole. */
  void replace(long generation, String text) throws IOException;

  /** Deletes a generation's file, if it exists. */
  void delete(long generation) throws IOException;

  /** Deletes what is left of the store if it holds no file. */
  void removeIfEmpty() throws IOException;
}
