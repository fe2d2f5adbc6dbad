package org.melange.spark.io;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.melange.run.JobException;
import org.melange.run.lease.Lease;

/**
 * The exclusive right to write to an output directory until it is closed. {@link OutputDirectory}
 * checks it before it deletes or publishes anything.
 */
public final class OutputLease implements AutoCloseable {

  private static final ConcurrentMap<String, Lease> HELD = new ConcurrentHashMap<>();

  private final String directory;
  private final boolean created;
  private final Lease lease;

  private OutputLease(String directory, boolean created, Lease lease) {
    this.directory = directory;
    this.created = created;
    this.lease = lease;
  }

  /**
   * Takes the lease of a directory, which is created if it does not exist. So a directory that is
   * not writable fails before any work is done.
   *
   * @param purpose what the holder does, for messages of other processes
   * @param waiting receives a message if this process has to wait to see whether an earlier holder
   *     still runs
   * @throws JobException if another process holds the lease, or the directory is not writable
   */
  public static OutputLease take(String directory, String purpose, Consumer<String> waiting) {
    String place = PathResolver.absolute(directory);
    boolean created = !HadoopFiles.exists(place);
    Lease lease = Leases.take(directory, purpose, waiting);
    HELD.put(place, lease);
    return new OutputLease(place, created, lease);
  }

  /** Runs {@code action} when this process notices that another one has taken the directory. */
  public void whenLost(Runnable action) {
    lease.whenLost(action);
  }

  /** Why the lease was lost; empty as long as no loss was noticed. */
  public Optional<String> lost() {
    return lease.lost();
  }

  /**
   * Makes sure that no lease of the directory or of a parent was lost. A directory without a lease
   * passes.
   *
   * @throws JobException if another process may write to it
   */
  public static void require(String directory) {
    for (Path path = new Path(PathResolver.absolute(directory));
        path != null;
        path = path.getParent()) {
      Lease held = HELD.get(path.toString());
      if (held != null) {
        Leases.require(held);
      }
    }
  }

  /** Releases the lease. Deletes the directory if it was created by the lease and is empty. */
  @Override
  public void close() {
    HELD.remove(directory, lease);
    lease.close();
    if (created) {
      removeIfEmpty();
    }
  }

  private void removeIfEmpty() {
    try {
      Path path = new Path(directory);
      FileSystem fs = HadoopFiles.fileSystem(path);
      if (fs.exists(path) && fs.listStatus(path).length == 0) {
        fs.delete(path, false);
      }
    } catch (IOException e) {
      throw HadoopFiles.failure("deleting the empty " + directory, e);
    }
  }
}
