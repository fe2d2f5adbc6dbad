package org.melange.run.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Of all who take a lease at once exactly one gets it. */
class LeaseRaceTest {

  private static final int ROUNDS = 25;
  private static final int PROCESS_ROUNDS = 15;

  @TempDir private Path dir;

  static Stream<Arguments> races() {
    return Stream.of("hard links", "no hard links")
        .flatMap(
            kind ->
                IntStream.of(2, 8)
                    .boxed()
                    .flatMap(
                        takers ->
                            Stream.of("free", "abandoned", "released")
                                .map(before -> Arguments.of(kind, takers, before))));
  }

  @ParameterizedTest(name = "{0}, {1} takers, {2}")
  @MethodSource("races")
  void ofThreadsOneWins(String kind, int takers, String before) throws Exception {
    Function<Path, LeaseStore> stores =
        kind.equals("hard links") ? LeaseRacer::store : LeaseRaceTest::withoutLinks;
    ExecutorService pool = Executors.newFixedThreadPool(takers);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        LeaseStore store = stores.apply(dir.resolve("round-" + round));
        prepare(store, before);
        List<Lease> won = race(pool, takers, store);
        assertThat(won).as("round %d", round).hasSize(1);
        won.get(0).require();
        won.get(0).close();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static List<Lease> race(ExecutorService pool, int takers, LeaseStore store)
      throws Exception {
    CyclicBarrier start = new CyclicBarrier(takers);
    List<Future<Optional<Lease>>> outcomes = new ArrayList<>();
    for (int taker = 0; taker < takers; taker++) {
      String name = "taker " + taker;
      outcomes.add(
          pool.submit(
              () -> {
                start.await();
                return LeaseRacer.race(store, name);
              }));
    }
    List<Lease> won = new ArrayList<>();
    for (Future<Optional<Lease>> outcome : outcomes) {
      outcome.get().ifPresent(won::add);
    }
    return won;
  }

  /** Somebody who is known to be gone, or nobody. */
  private static void prepare(LeaseStore store, String before) throws IOException {
    if (!before.equals("free")) {
      OwnerProcess here = OwnerProcess.current();
      OwnerProcess gone = new OwnerProcess(here.host(), here.pid(), Instant.EPOCH, here.machine());
      boolean released = before.equals("released") || here.machine().isEmpty();
      store.create(
          4,
          new LeaseRecord("gone", "gone", gone, Instant.EPOCH, Duration.ofMinutes(5), 1, released)
              .toJson());
    }
  }

  @Test
  void ofTwoProcessesOneWins() throws Exception {
    List<String> names = List.of("a", "b");
    List<Process> racers = new ArrayList<>();
    try {
      for (String name : names) {
        racers.add(
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx64m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    LeaseRacer.class.getName(),
                    dir.toString(),
                    String.valueOf(PROCESS_ROUNDS),
                    name)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve(name + ".log").toFile())
                .start());
      }
      for (int round = 0; round < PROCESS_ROUNDS; round++) {
        Path place = dir.resolve("round-" + round);
        awaitAll(racers, names, place.resolve("ready"));
        Files.createFile(place.resolve("go"));
        awaitAll(racers, names, place.resolve("said"));
        List<String> said = new ArrayList<>();
        for (String name : names) {
          said.add(Files.readString(place.resolve("said").resolve(name)));
        }
        assertThat(said).as("round %d", round).containsExactlyInAnyOrder("won", "lost");
        Files.createFile(place.resolve("end"));
      }
      for (Process racer : racers) {
        assertThat(racer.waitFor()).isZero();
      }
    } finally {
      racers.forEach(Process::destroyForcibly);
    }
  }

  private void awaitAll(List<Process> racers, List<String> names, Path folder) throws Exception {
    for (int i = 0; i < names.size(); i++) {
      Path file = folder.resolve(names.get(i));
      while (!Files.exists(file) || Files.size(file) == 0 && folder.endsWith("said")) {
        assertThat(racers.get(i).isAlive())
            .as(Files.readString(dir.resolve(names.get(i) + ".log")))
            .isTrue();
        Thread.sleep(1);
      }
    }
  }

  @Test
  void nothingStaysBehindWhenALeaseIsGivenBack() throws Exception {
    Path place = dir.resolve("out");
    LeaseStore store = LeaseRacer.store(place);
    Files.createDirectories(place.resolve("_lease"));
    Files.writeString(place.resolve("_lease/.draft-of-a-process-that-was-killed"), "");
    Lease.take(store, "first", LeaseRacer.TERMS, line -> {}).close();
    assertThat(place).isEmptyDirectory();
  }

  /** A file system that refuses hard links, as FAT and some network mounts do. */
  private static LeaseStore withoutLinks(Path place) {
    return new LocalLeaseStore(
        place,
        place.resolve("_lease"),
        (link, existing) -> {
          throw new FileSystemException(link.toString(), null, "Operation not permitted");
        });
  }
}
