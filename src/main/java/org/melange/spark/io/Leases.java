package org.melange.spark.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.melange.run.JobException;
import org.melange.run.lease.Lease;
import org.melange.run.lease.LeaseHeldException;
import org.melange.run.lease.LeaseLostException;
import org.melange.run.lease.LeaseStore;
import org.melange.run.lease.LeaseTerms;
import org.melange.run.lease.LocalLeaseStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases of directories on any Hadoop file system, stored in their subdirectory {@code _lease/}.
 */
public final class Leases {

  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

  /** The subdirectory of the files of a lease. */
  public static final String DIRECTORY = "_lease";

  private Leases() {}

  /**
   * Takes the lease of a directory, which is created if it does not exist.
   *
   * @param purpose what the holder does, for messages of other processes
   * @param waiting receives a message if this process has to wait
   * @throws JobException if another process holds the lease, or the directory is not writable
   */
  public static Lease take(String directory, String purpose, Consumer<String> waiting) {
    try {
      AtomicBoolean waited = new AtomicBoolean();
      Lease lease =
          Lease.take(
              store(directory),
              purpose,
              LeaseTerms.DEFAULT,
              message -> {
                waited.set(true);
                waiting.accept(message);
              });
      if (waited.get()) {
        LOG.info("Took over the lease of {}: its last holder has stopped", directory);
      } else {
        LOG.debug("Took the lease of {}", directory);
      }
      return lease;
    } catch (LeaseHeldException e) {
      throw JobException.busy(
          e.getMessage() + ": wait until it has finished, or name another directory", e);
    } catch (IOException e) {
      throw unwritable(directory, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw JobException.failed("interrupted while waiting for " + directory, e);
    }
  }

  /** The store of a directory's leases. */
  public static LeaseStore store(String directory) throws IOException {
    Optional<java.nio.file.Path> local = HadoopFiles.local(directory);
    if (local.isPresent()) {
      return new LocalLeaseStore(local.get(), local.get().resolve(DIRECTORY));
    }
    Path path = new Path(directory);
    FileSystem fs = HadoopFiles.fileSystem(path);
    return new HadoopLeaseStore(fs, path, new Path(path, DIRECTORY));
  }

  /**
   * Makes sure that this process still holds a lease.
   *
   * @throws JobException if it may have lost it
   */
  public static void require(Lease lease) {
    try {
      lease.require();
    } catch (LeaseLostException e) {
      throw JobException.failed(e.getMessage() + ". Nothing was published; run it again", e);
    }
  }

  private static RuntimeException unwritable(String directory, IOException e) {
    if (e instanceof NotDirectoryException
        || e instanceof FileAlreadyExistsException
        || e instanceof ParentNotDirectoryException
        || e instanceof org.apache.hadoop.fs.FileAlreadyExistsException) {
      return JobException.usage(directory + " cannot be written: it or a parent is a file", e);
    }
    if (e instanceof AccessDeniedException || e instanceof AccessControlException) {
      return JobException.usage(directory + " cannot be written: permission denied", e);
    }
    if (e instanceof NoSuchFileException) {
      return JobException.usage(
          directory + " cannot be written: the directory cannot be created", e);
    }
    String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    if (String.valueOf(reason).contains("Read-only file system")) {
      return JobException.usage(directory + " cannot be written: " + reason, e);
    }
    return HadoopFiles.failure("writing to " + directory, e);
  }
}
