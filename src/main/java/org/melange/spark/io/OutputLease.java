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
 * An output directory that this process alone may write to, until it is closed. {@link
 * OutputDirectory} checks it before anything is deleted or published there.
 */
public final class OutputLease implements AutoCloseable {

  private static final ConcurrentMap<String, Lease> HELD = new ConcurrentHashMap<>();

  private final String folder;
  private final boolean made;
  private final Lease lease;

  private OutputLease(String folder, boolean made, Lease lease) {
    this.folder = folder;
    this.made = made;
    this.lease = lease;
  }

  /**
   * Reserves a directory, which is made if it does not exist. Shows that it can be written before
   * any work is done.
   *
   * @param purpose what is done, for the messages of others
   * @param waiting is told if it has to wait, to see whether an earlier holder still runs
   * @throws JobException if another process writes there, or nothing can be written there
   */
  public static OutputLease take(String folder, String purpose, Consumer<String> waiting) {
    String place = PathResolver.absolute(folder);
    boolean made = !HadoopFiles.exists(place);
    Lease lease = Leases.take(folder, purpose, waiting);
    HELD.put(place, lease);
    return new OutputLease(place, made, lease);
  }

  /** What to do as soon as it is noticed that another process took the directory. */
  public void whenLost(Runnable action) {
    lease.whenLost(action);
  }

  /** Why the directory is not this process's any more, if that has been noticed. */
  public Optional<String> lost() {
    return lease.lost();
  }

  /**
   * Makes sure that the directory, or one that it is in, still is this process's; one that nobody
   * reserved is.
   *
   * @throws JobException if another process may write there
   */
  public static void require(String folder) {
    for (Path path = new Path(PathResolver.absolute(folder));
        path != null;
        path = path.getParent()) {
      Lease held = HELD.get(path.toString());
      if (held != null) {
        Leases.require(held);
      }
    }
  }

  /** Gives the directory back; deletes it if it was made here and nothing was written. */
  @Override
  public void close() {
    HELD.remove(folder, lease);
    lease.close();
    if (made) {
      removeIfEmpty();
    }
  }

  private void removeIfEmpty() {
    try {
      Path path = new Path(folder);
      FileSystem fs = HadoopFiles.fileSystem(path);
      if (fs.exists(path) && fs.listStatus(path).length == 0) {
        fs.delete(path, false);
      }
    } catch (IOException e) {
      throw HadoopFiles.failure("deleting the empty " + folder, e);
    }
  }
}
