package org.melange.job.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import org.melange.run.Summary;

/**
 * The JSON object that ends a job's standard output: written once, by the job or by whoever stops
 * it. Thread-safe.
 */
final class LastLine {

  private final AtomicBoolean written = new AtomicBoolean();

  /** Prints {@code summary}, unless the line was written before. */
  boolean print(Summary summary) {
    if (!written.compareAndSet(false, true)) {
      return false;
    }
    System.out.println(summary.toJson());
    System.out.flush();
    return true;
  }
}
