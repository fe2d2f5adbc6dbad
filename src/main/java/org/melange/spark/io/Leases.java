package org.melange.spark.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;
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

/** Leases on directories of any of Hadoop's file systems: in {@code _lease/} inside them. */
public final class Leases {

  /** The directory of a lease's files. */
  public static final String FOLDER = "_lease";

  private Leases() {}

  /**
   * Takes the lease of a directory, which is made if it does not exist.
   *
   * @param purpose what the holder does
   * @param waiting is told if it has to wait
   * @throws JobException if another process holds it, or the directory cannot be written
   */
  public static Lease take(String folder, String purpose, Consumer<String> waiting) {
    try {
      return Lease.take(store(folder), purpose, LeaseTerms.DEFAULT, waiting);
    } catch (LeaseHeldException e) {
      throw JobException.busy(
          e.getMessage() + ": wait until it has finished, or name another directory", e);
    } catch (IOException e) {
      throw unwritable(folder, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw JobException.failed("interrupted while waiting for " + folder, e);
    }
  }

  /** The files of a directory's lease. */
  public static LeaseStore store(String folder) throws IOException {
    Optional<java.nio.file.Path> here = HadoopFiles.local(folder);
    if (here.isPresent()) {
      return new LocalLeaseStore(here.get(), here.get().resolve(FOLDER));
    }
    Path path = new Path(folder);
    FileSystem fs = HadoopFiles.fileSystem(path);
    return new HadoopLeaseStore(fs, path, new Path(path, FOLDER));
  }

  /**
   * Makes sure that a lease still holds.
   *
   * @throws JobException if it may not
   */
  public static void require(Lease lease) {
    try {
      lease.require();
    } catch (LeaseLostException e) {
      throw JobException.failed(e.getMessage() + ". Nothing was published; run it again", e);
    }
  }

  private static RuntimeException unwritable(String folder, IOException e) {
    if (e instanceof NotDirectoryException
        || e instanceof FileAlreadyExistsException
        || e instanceof ParentNotDirectoryException
        || e instanceof org.apache.hadoop.fs.FileAlreadyExistsException) {
      return JobException.usage(folder + " cannot be written: it, or what it is in, is a file", e);
    }
    if (e instanceof AccessDeniedException || e instanceof AccessControlException) {
      return JobException.usage(folder + " cannot be written: permission denied", e);
    }
    if (e instanceof NoSuchFileException) {
      return JobException.usage(folder + " cannot be written: the directory cannot be made", e);
    }
    String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    if (String.valueOf(reason).contains("Read-only file system")) {
      return JobException.usage(folder + " cannot be written: " + reason, e);
    }
    return HadoopFiles.failure("writing to " + folder, e);
  }
}
