package org.melange.spark.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.melange.run.lease.Lease;
import org.melange.run.lease.LeaseHeldException;
import org.melange.run.lease.LeaseStore;
import org.melange.run.lease.LeaseTerms;

/** Races for leases on a file system of Hadoop's that the caller has set up. */
public final class ObjectStoreLeases {

  /** Expires late, so that a slow machine takes nothing away; refuses soon. */
  private static final LeaseTerms TERMS =
      new LeaseTerms(Duration.ofMinutes(5), Duration.ofMillis(100));

  private static final int ROUNDS = 6;
  private static final int TAKERS = 8;

  private ObjectStoreLeases() {}

  /**
   * Takes the lease of {@code folder} many times, by many threads at once: first when there is
   * none, then after it was released.
   */
  public static void race(String folder) throws Exception {
    LeaseStore store = Leases.store(folder);
    assertThat(store).isInstanceOf(HadoopLeaseStore.class);
    ExecutorService pool = Executors.newFixedThreadPool(TAKERS);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        if (round == ROUNDS / 2) {
          abandon(store);
        }
        List<Lease> won = race(pool, store);
        assertThat(won).as("round %d", round).hasSize(1);
        won.get(0).require();
        won.get(0).close();
      }
      assertThat(store.generations()).hasSize(2).last().isEqualTo(2L + ROUNDS / 2);
    } finally {
      pool.shutdownNow();
    }
  }

  /** Leaves a lease that a second one took over, so that later ones count on from there. */
  private static void abandon(LeaseStore store) throws Exception {
    LeaseTerms brief = new LeaseTerms(Duration.ofMillis(500), Duration.ofDays(1));
    LeaseTerms waiting = new LeaseTerms(Duration.ofMinutes(5), Duration.ofMillis(100));
    Lease slept = Lease.take(store, "slept", brief, line -> {});
    Lease.take(store, "thief", waiting, line -> {}).close();
    assertThat(slept.generation()).isEqualTo(1);
    assertThat(store.generations()).containsExactly(1L, 2L);
    slept.close();
  }

  private static List<Lease> race(ExecutorService pool, LeaseStore store) throws Exception {
    CyclicBarrier start = new CyclicBarrier(TAKERS);
    List<Future<Optional<Lease>>> outcomes = new ArrayList<>();
    for (int taker = 0; taker < TAKERS; taker++) {
      String name = "taker " + taker;
      outcomes.add(
          pool.submit(
              () -> {
                start.await();
                try {
                  return Optional.of(Lease.take(store, name, TERMS, line -> {}));
                } catch (LeaseHeldException e) {
                  return Optional.<Lease>empty();
                }
              }));
    }
    List<Lease> won = new ArrayList<>();
    for (Future<Optional<Lease>> outcome : outcomes) {
      outcome.get().ifPresent(won::add);
    }
    return won;
  }
}
