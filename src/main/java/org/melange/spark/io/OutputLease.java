package org.melange.spark.io;

import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.melange.run.JobException;
import org.melange.run.lease.Lease;

/**
 * The exclusive right to write to an output directory until it is closed. {@link OutputDirectory}
 * checks it before it deletes or publishes anything.
 */
public final class OutputLease implements AutoCloseable {

  private static final ConcurrentMap<String, Lease> HELD = new ConcurrentHashMap<>();

  /** The directories that this thread holds the lease of, in {@link #holding}. */
  private static final ThreadLocal<Set<String>> HOLDING = ThreadLocal.withInitial(HashSet::new);

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

  /**
   * Does work while this process holds the lease of a directory. Within the work, it may be called
   * again for the same directory. When another process takes the directory, all Spark jobs are
   * cancelled.
   *
   * @throws JobException if another process holds the lease, or took it meanwhile
   */
  public static <T> T holding(
      SparkSession spark,
      String directory,
      String purpose,
      Consumer<String> waiting,
      Supplier<T> work) {
    String place = PathResolver.absolute(directory);
    if (HOLDING.get().contains(place)) {
      return work.get();
    }
    try (OutputLease lease = take(directory, purpose, waiting)) {
      HOLDING.get().add(place);
      lease.whenLost(() -> spark.sparkContext().cancelAllJobs());
      try {
        return work.get();
      } catch (Exception e) {
        // Spark throws undeclared checked exceptions. Those of cancelled jobs are not the cause.
        if (lease.lost().isPresent()) {
          throw JobException.failed(lease.lost().get(), e);
        }
        throw e;
      }
    } finally {
      HOLDING.get().remove(place);
    }
  }

  /** Why the lease of a directory was lost; empty as long as no loss was noticed. */
  public static Optional<String> lost(String directory) {
    return Optional.ofNullable(HELD.get(PathResolver.absolute(directory))).flatMap(Lease::lost);
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
