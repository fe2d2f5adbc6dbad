package org.melange.run.lease;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A process that races others for leases. For each round: says that it is ready, waits until the
 * file {@code go} is there, takes the lease, and says what came of it.
 */
public final class LeaseRacer {

  /** Expires late, so that a slow machine takes nothing away; refuses soon. */
  static final LeaseTerms TERMS = new LeaseTerms(Duration.ofMinutes(5), Duration.ofMillis(10));

  private LeaseRacer() {}

  /** Arguments: the directory, the number of rounds, this racer's name. */
  public static void main(String[] args) throws Exception {
    Path dir = Path.of(args[0]);
    for (int round = 0; round < Integer.parseInt(args[1]); round++) {
      Path place = dir.resolve("round-" + round);
      Files.createDirectories(place.resolve("ready"));
      Files.createFile(place.resolve("ready").resolve(args[2]));
      await(place.resolve("go"));
      Optional<Lease> lease = race(store(place), args[2]);
      Files.writeString(
          Files.createDirectories(place.resolve("said")).resolve(args[2]),
          lease.isPresent() ? "won" : "lost");
      await(place.resolve("end"));
      lease.ifPresent(Lease::close);
    }
  }

  static LeaseStore store(Path place) {
    return new LocalLeaseStore(place, place.resolve("_lease"));
  }

  /** A lease, or nothing if another process has it. */
  static Optional<Lease> race(LeaseStore store, String name)
      throws IOException, InterruptedException {
    try {
      return Optional.of(Lease.take(store, name, TERMS, line -> {}));
    } catch (LeaseHeldException e) {
      return Optional.empty();
    }
  }

  static void await(Path file) throws InterruptedException {
    while (!Files.exists(file)) {
      Thread.sleep(1);
    }
  }
}
