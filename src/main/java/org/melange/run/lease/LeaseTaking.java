package org.melange.run.lease;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a lease. The newest generation is the lease; the process that creates the next one holds
 * it.
 *
 * <p>No process changes the file of another one. A taker writes its file and then reads that of the
 * holder before it; a holder that renews writes its file and then looks for a newer one. So if a
 * holder comes back while its lease is being taken, at least one of the two sees the other and
 * yields, however long either of them was stopped between two steps.
 *
 * <p>Generations beyond the first are not deleted by their holder but marked as released: a number
 * that was used must not be free for a taker that decided long ago.
 */
final class LeaseTaking {

  private static final Logger LOG = LoggerFactory.getLogger(LeaseTaking.class);

  /** A further round means that another holder took and released the lease in between. */
  private static final int ROUNDS = 100;

  private final LeaseStore store;
  private final String purpose;
  private final LeaseTerms terms;
  private final LeaseClock clock;
  private final Consumer<String> waiting;

  LeaseTaking(
      LeaseStore store,
      String purpose,
      LeaseTerms terms,
      LeaseClock clock,
      Consumer<String> waiting) {
    this.store = store;
    this.purpose = purpose;
    this.terms = terms;
    this.clock = clock;
    this.waiting = waiting;
  }

  /** A lease that was taken but not renewed yet. */
  Lease take() throws IOException, LeaseHeldException, InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      long newest = newest(store);
      Optional<String> before = newest == 0 ? Optional.empty() : store.read(newest);
      boolean free = newest == 0 || before.map(LeaseTaking::free).orElse(false);
      if ((before.isEmpty() && newest > 0) || (!free && !expired(newest, before.get()))) {
        continue; // it changed while it was looked at
      }
      Optional<Lease> taken = create(newest + 1, before);
      if (taken.isPresent()) {
        before
            .flatMap(LeaseRecord::parse)
            .filter(record -> !record.released())
            .ifPresent(this::logTakeover);
        return taken.get();
      }
      refuseIfHeld();
    }
    throw new LeaseHeldException(store.guarded() + " is in use by one process after another");
  }

  private void logTakeover(LeaseRecord previous) {
    LOG.info("Took over the lease of {} from {}", store.guarded(), previous.describe());
  }

  /** The newest generation; 0 if there is none. */
  static long newest(LeaseStore store) throws IOException {
    List<Long> generations = store.generations();
    return generations.isEmpty() ? 0 : generations.get(generations.size() - 1);
  }

  /** Whether the lease can be taken without waiting. */
  static boolean free(String text) {
    return LeaseRecord.parse(text)
        .map(record -> record.released() || record.process().ended())
        .orElse(false);
  }

  /**
   * Waits until the lease has been unchanged for as long as its holder said.
   *
   * @return false if the state has changed, so that it must be read again
   * @throws LeaseHeldException if its holder renewed it
   */
  private boolean expired(long generation, String text)
      throws IOException, LeaseHeldException, InterruptedException {
    Optional<LeaseRecord> holder = LeaseRecord.parse(text);
    Duration expiry = holder.map(LeaseRecord::expiry).orElse(terms.expiry());
    waiting.accept(
        String.format(
            Locale.ROOT,
            "%s is in use by %s: waiting up to %d s to see whether it still is",
            store.guarded(),
            describe(holder),
            expiry.toSeconds()));
    LeaseClock.Moment from = clock.now();
    while (clock.now().since(from).compareTo(expiry) < 0) {
      clock.sleep(terms.poll());
      Optional<String> now =
          newest(store) == generation ? store.read(generation) : Optional.empty();
      if (now.isEmpty() || free(now.get())) {
        return false;
      }
      if (!now.get().equals(text)) {
        throw held(LeaseRecord.parse(now.get()));
      }
    }
    return true;
  }

  private Optional<Lease> create(long generation, Optional<String> before)
      throws IOException, LeaseHeldException {
    LeaseRecord record =
        new LeaseRecord(
            UUID.randomUUID().toString(),
            purpose,
            OwnerProcess.current(),
            Instant.now(),
            terms.expiry(),
            0,
            false);
    LeaseClock.Moment start = clock.now();
    if (!created(generation, record)) {
      return Optional.empty();
    }
    if (newest(store) != generation) {
      store.delete(generation);
      return Optional.empty();
    }
    yieldToRenewed(generation, before);
    for (long old : store.generations()) {
      // The one before stays, so that a listing that is not atomic finds at least one of the two.
      if (old < generation - 1) {
        store.delete(old);
      }
    }
    return Optional.of(new Lease(store, record, generation, terms, clock, start));
  }

  private boolean created(long generation, LeaseRecord record) throws IOException {
    try {
      return store.create(generation, record.toJson()) || mine(generation, record);
    } catch (IOException e) {
      if (mine(generation, record)) {
        return true; // the answer was lost, not the file
      }
      throw e;
    }
  }

  private boolean mine(long generation, LeaseRecord record) throws IOException {
    return store
        .read(generation)
        .flatMap(LeaseRecord::parse)
        .filter(found -> found.owner().equals(record.owner()))
        .isPresent();
  }

  private void yieldToRenewed(long generation, Optional<String> before)
      throws IOException, LeaseHeldException {
    if (before.isEmpty()) {
      return;
    }
    Optional<String> now = store.read(generation - 1);
    if (now.isPresent() && !now.equals(before) && !free(now.get())) {
      store.delete(generation);
      throw held(LeaseRecord.parse(now.get()));
    }
  }

  private void refuseIfHeld() throws IOException, LeaseHeldException {
    long newest = newest(store);
    Optional<String> text = newest == 0 ? Optional.empty() : store.read(newest);
    if (text.isPresent() && !free(text.get())) {
      throw held(LeaseRecord.parse(text.get()));
    }
  }

  private LeaseHeldException held(Optional<LeaseRecord> holder) {
    return new LeaseHeldException(store.guarded() + " is in use by " + describe(holder));
  }

  private static String describe(Optional<LeaseRecord> holder) {
    return holder.map(LeaseRecord::describe).orElse("another process");
  }
}
