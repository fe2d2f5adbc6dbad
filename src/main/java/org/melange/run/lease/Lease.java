package org.melange.run.lease;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exclusive right to write to a directory. A thread renews the lease while it is open. {@link
 * #require} checks that the lease is still held; call it before publishing or deleting anything.
 * Clocks of different machines are never compared. Thread-safe.
 *
 * <p>A process that was stopped for longer than the expiry loses the lease only if another one took
 * it in the meantime.
 */
public final class Lease implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

  private final LeaseStore store;
  private final long generation;
  private final LeaseTerms terms;
  private final LeaseClock clock;
  private final Thread renewing = new Thread(this::renewUntilClosed, "melange-lease");

  private LeaseRecord record;
  private LeaseClock.Moment renewed;
  private IOException failure;
  private String lost;
  private boolean closed;
  private Runnable whenLost = () -> {};

  Lease(
      LeaseStore store,
      LeaseRecord record,
      long generation,
      LeaseTerms terms,
      LeaseClock clock,
      LeaseClock.Moment taken) {
    this.store = store;
    this.record = record;
    this.generation = generation;
    this.terms = terms;
    this.clock = clock;
    this.renewed = taken;
    renewing.setDaemon(true);
  }

  /**
   * Takes the lease. Waits if necessary until the lease of a stopped holder expires.
   *
   * @param purpose what the holder does, for messages of other processes
   * @param waiting receives a message if it has to wait
   * @throws LeaseHeldException if another process holds it
   * @throws IOException if the store cannot be read or written
   */
  public static Lease take(
      LeaseStore store, String purpose, LeaseTerms terms, Consumer<String> waiting)
      throws IOException, LeaseHeldException, InterruptedException {
    Lease lease = new LeaseTaking(store, purpose, terms, LeaseClock.SYSTEM, waiting).take();
    lease.renewing.start();
    return lease;
  }

  /** The number of the lease in its directory; later leases have higher numbers. */
  public long generation() {
    return generation;
  }

  /** Sets an action that runs once, on any thread, when the loss of the lease is noticed. */
  public synchronized void whenLost(Runnable action) {
    whenLost = action;
  }

  /** The reason for the loss of the lease, if it was noticed. */
  public synchronized Optional<String> lost() {
    return Optional.ofNullable(lost);
  }

  /**
   * Returns if this process holds the lease. Reads the store if the last successful renewal was too
   * long ago, for example after the process was suspended.
   *
   * @throws LeaseLostException if another process may hold it
   */
  public synchronized void require() throws LeaseLostException {
    if (lost == null && !closed && sinceRenewal().compareTo(terms.trusted()) >= 0) {
      tryRenew();
    }
    if (lost != null || closed) {
      throw new LeaseLostException(lost == null ? store.guarded() + " was given back" : lost, null);
    }
    if (sinceRenewal().compareTo(terms.trusted()) >= 0) {
      throw new LeaseLostException(
          String.format(
              Locale.ROOT,
              "the lease of %s could not be renewed for %d s: %s",
              store.guarded(),
              sinceRenewal().toSeconds(),
              failure),
          failure);
    }
  }

  private Duration sinceRenewal() {
    return clock.now().mostSince(renewed);
  }

  private void renewUntilClosed() {
    try {
      do {
        clock.sleep(terms.renewal());
      } while (renewedOnce());
    } catch (InterruptedException e) {
      // closed
    }
  }

  private synchronized boolean renewedOnce() {
    if (closed || lost != null) {
      return false;
    }
    tryRenew();
    return lost == null;
  }

  /** Renews once; notes a failure, which the next attempt may fix. */
  synchronized void tryRenew() {
    try {
      renew();
      failure = null;
    } catch (IOException | RuntimeException e) {
      failure = e instanceof IOException io ? io : new IOException(e);
      LOG.warn(
          "The lease of {} was not renewed, last {} s ago: {}",
          store.guarded(),
          sinceRenewal().toSeconds(),
          e.toString());
    }
  }

  private void renew() throws IOException {
    LeaseClock.Moment start = clock.now();
    if (lost != null || !newest()) {
      return;
    }
    record = record.renewed();
    store.replace(generation, record.toJson());
    // A process that takes the lease reads this file last: one of the two sees the other.
    if (newest()) {
      renewed = start;
    }
  }

  private boolean newest() throws IOException {
    long newest = LeaseTaking.newest(store);
    if (newest == generation) {
      return true;
    }
    lose(
        newest > generation
            ? store
                .read(newest)
                .flatMap(LeaseRecord::parse)
                .map(LeaseRecord::describe)
                .map(by -> "another process took it over: " + by)
                .orElse("another process took it over")
            : "its file was deleted");
    return false;
  }

  private void lose(String why) {
    lost =
        String.format(
            Locale.ROOT,
            "the lease of %s was lost, because %s; the last renewal was %d s ago",
            store.guarded(),
            why,
            sinceRenewal().toSeconds());
    LOG.error(lost);
    whenLost.run();
  }

  /** Releases the lease, if this process still holds it. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    renewing.interrupt();
    try {
      if (lost == null && LeaseTaking.newest(store) == generation) {
        release();
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("The lease of {} was not released: {}", store.guarded(), e.toString());
    }
  }

  private void release() throws IOException {
    if (generation == 1) {
      // Whoever saw it saw that it was held, and does not count on the second generation.
      store.delete(generation);
      store.removeIfEmpty();
    } else {
      store.replace(generation, record.givenBack().toJson());
    }
  }
}
