package org.melange.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.melange.run.JobException;

/**
 * Sees to it that one application at a time uses a ledger, since two would pay for the same
 * answers. A file that its owner writes again every few seconds; one that stays as it is belongs to
 * a run that died. What is compared is the file's time with itself, so clocks need not agree.
 */
final class LedgerLock implements AutoCloseable {

  private static final long BEAT_SECONDS = 3;
  private static final long DEAD_SECONDS = 20;

  private final Path file;
  private final String owner;
  private final Thread heart = new Thread(this::beat, "melange-ledger-lock");
  private volatile boolean closed;

  private LedgerLock(Path file, String owner) {
    this.file = file;
    this.owner = owner;
    heart.setDaemon(true);
  }

  /**
   * Takes the lock of a folder; waits, if there is one, to see whether its owner lives.
   *
   * @param owner a name that nobody else has
   * @param waiting is told if it has to wait
   * @throws JobException if another application uses the ledger
   */
  static LedgerLock take(String folder, String owner, Consumer<String> waiting) {
    Path file = new Path(folder + "/_lock");
    try {
      FileSystem fs = HadoopFiles.fileSystem(file);
      if (fs.exists(file)) {
        waiting.accept(
            "  the ledger was in use: waiting " + DEAD_SECONDS + " s to see whether it still is");
        requireDead(fs, file, folder);
      }
      LedgerLock lock = new LedgerLock(file, owner);
      lock.write(fs);
      lock.heart.start();
      return lock;
    } catch (IOException e) {
      throw HadoopFiles.failure("taking the lock of the ledger " + folder, e);
    }
  }

  private static void requireDead(FileSystem fs, Path file, String folder) throws IOException {
    try {
      // Read before it is waited for: a lock that is being written again is empty for a moment.
      String holder = holder(fs, file);
      long first = fs.getFileStatus(file).getModificationTime();
      for (int second = 0; second < DEAD_SECONDS; second++) {
        TimeUnit.SECONDS.sleep(1);
        if (fs.getFileStatus(file).getModificationTime() != first) {
          throw JobException.failed(
              "the ledger "
                  + folder
                  + " is in use by "
                  + holder
                  + ": wait for it, or name another (enrich.ledger)");
        }
      }
    } catch (FileNotFoundException e) {
      // Its owner has just ended.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the ledger " + folder, e);
    }
  }

  private static String holder(FileSystem fs, Path file) throws IOException, InterruptedException {
    String holder = read(fs, file);
    if (holder.isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(200);
      holder = read(fs, file);
    }
    return holder;
  }

  private void beat() {
    try {
      while (!closed) {
        TimeUnit.SECONDS.sleep(BEAT_SECONDS);
        again();
      }
    } catch (IOException | InterruptedException e) {
      // Without a beat the lock is others' to take in a while, which is what it should be.
    }
  }

  private synchronized void again() throws IOException {
    FileSystem fs = HadoopFiles.fileSystem(file);
    if (!closed && owned(fs)) {
      write(fs);
    }
  }

  /** Whether the lock is still this one's: another may have taken it if this JVM stood still. */
  boolean owned() {
    try {
      return owned(HadoopFiles.fileSystem(file));
    } catch (IOException e) {
      throw HadoopFiles.failure("looking at the lock " + file, e);
    }
  }

  /** A file that is gone is not; one that is just being written is. */
  private boolean owned(FileSystem fs) throws IOException {
    String found = fs.exists(file) ? read(fs, file) : "gone";
    return found.isEmpty() || found.equals(owner);
  }

  private void write(FileSystem fs) throws IOException {
    try (FSDataOutputStream out = fs.create(file, true)) {
      out.write(owner.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String read(FileSystem fs, Path file) throws IOException {
    try {
      return HadoopFiles.read(file.toString());
    } catch (FileNotFoundException e) {
      return "";
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (owned()) {
      HadoopFiles.delete(file.toString());
    }
  }
}
