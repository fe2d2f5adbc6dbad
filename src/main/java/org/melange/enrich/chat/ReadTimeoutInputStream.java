package org.melange.enrich.chat;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The body of a response, which fails when nothing comes for too long: the HTTP client's own
 * timeout ends with the head, and a service may stop in the middle. For one reader.
 */
public final class ReadTimeoutInputStream extends FilterInputStream {

  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private final Duration patience;
  private volatile boolean givenUp;

  public ReadTimeoutInputStream(InputStream body, Duration patience) {
    super(body);
    this.patience = patience;
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "melange-body-timer");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    ScheduledFuture<?> alarm =
        TIMER.schedule(this::giveUp, patience.toNanos(), TimeUnit.NANOSECONDS);
    try {
      return super.read(bytes, from, length);
    } catch (IOException e) {
      throw givenUp ? new IOException("nothing came for " + patience.toMillis() + " ms", e) : e;
    } finally {
      alarm.cancel(false);
    }
  }

  /** Closing wakes who reads. */
  private void giveUp() {
    givenUp = true;
    try {
      in.close();
    } catch (IOException e) {
      // It is given up anyway.
    }
  }
}
