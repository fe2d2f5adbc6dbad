package org.melange.job.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import org.melange.run.Summary;

/**
 * The JSON object that ends a job's standard output. It is printed once, by the job or by the
 * handler of a signal. Thread-safe.
 */
final class LastLine {

  private final AtomicBoolean written = new AtomicBoolean();

  /** Prints {@code summary}, unless the line was printed before. */
  boolean print(Summary summary) {
    if (!written.compareAndSet(false, true)) {
      return false;
    }
    System.out.println(summary.toJson());
    System.out.flush();
    return true;
  }
}
