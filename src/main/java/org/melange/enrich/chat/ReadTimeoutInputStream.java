package org.melange.enrich.chat;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A response body with a read timeout. The timeout of the HTTP client covers the headers only, and
 * a service may stop in the middle of a body. Not thread-safe.
 */
public final class ReadTimeoutInputStream extends FilterInputStream {

  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private final Duration timeout;
  private volatile boolean timedOut;

  public ReadTimeoutInputStream(InputStream body, Duration timeout) {
    super(body);
    this.timeout = timeout;
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
    ScheduledFuture<?> timer =
        TIMER.schedule(this::timeOut, timeout.toNanos(), TimeUnit.NANOSECONDS);
    try {
      return super.read(bytes, from, length);
    } catch (IOException e) {
      throw timedOut ? new IOException("no data for " + timeout.toMillis() + " ms", e) : e;
    } finally {
      timer.cancel(false);
    }
  }

  /** Closing the stream wakes the reader. */
  private void timeOut() {
    timedOut = true;
    try {
      in.close();
    } catch (IOException e) {
      // The read fails anyway.
    }
  }
}
