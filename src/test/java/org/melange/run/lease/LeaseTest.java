package org.melange.run.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The protocol of leases, step by step, with a clock that the test sets. */
class LeaseTest {

  private static final LeaseTerms TERMS =
      new LeaseTerms(Duration.ofSeconds(30), Duration.ofSeconds(5));

  private final MemoryLeaseStore store = new MemoryLeaseStore();
  private final SetClock clock = new SetClock();
  private final List<String> waited = new ArrayList<>();

  /** Time passes where somebody sleeps, and where the test says so. */
  private static final class SetClock implements LeaseClock {
    private long monotonic;
    private long wall = 1_700_000_000_000L;
    private Runnable whileAsleep = () -> {};

    @Override
    public Moment now() {
      return new Moment(monotonic, wall);
    }

    @Override
    public void sleep(Duration time) {
      pass(time);
      whileAsleep.run();
    }

    void pass(Duration time) {
      monotonic += time.toNanos();
      wall += time.toMillis();
    }

    void suspend(Duration time) {
      wall += time.toMillis();
    }
  }

  private Lease take(String purpose) throws IOException, LeaseHeldException, InterruptedException {
    return new LeaseTaking(store, purpose, TERMS, clock, waited::add).take();
  }

  @Test
  void aLeaseIsTakenRenewedAndGivenBack() throws Exception {
    Lease lease = take("annotate");
    assertThat(store.files.get(1L)).contains("\"purpose\":\"annotate\"", "\"renewals\":0");
    lease.tryRenew();
    assertThat(store.files.get(1L)).contains("\"renewals\":1");
    assertThatCode(lease::require).doesNotThrowAnyException();
    lease.close();
    assertThat(store.files).isEmpty();
    assertThatThrownBy(lease::require).isInstanceOf(LeaseLostException.class);
  }

  @Test
  void aLeaseThatIsRenewedIsRefusedWithItsHolder() throws Exception {
    Lease first = take("annotate");
    clock.whileAsleep = first::tryRenew;
    assertThatThrownBy(() -> take("second"))
        .isInstanceOf(LeaseHeldException.class)
        .hasMessageMatching(
            "/guarded is in use by annotate \\(process \\d+ on .+\\) since \\d{4}-.*Z");
    assertThat(waited).hasSize(1).first().asString().contains("waiting up to 30 s");
    assertThatCode(first::require).doesNotThrowAnyException();
  }

  @Test
  void anUnchangedLeaseIsTakenWhenItHasExpiredAndNotBefore() throws Exception {
    Lease slept = take("slept");
    long before = clock.monotonic;
    Lease second = take("second");
    assertThat(Duration.ofNanos(clock.monotonic - before)).isBetween(seconds(30), seconds(31));
    assertThat(second.generation()).isEqualTo(2);
    assertThatThrownBy(slept::require)
        .isInstanceOf(LeaseLostException.class)
        .hasMessageContainingAll("/guarded", "took it over", "second (process");
    assertThat(slept.lost()).isPresent();
    assertThatCode(second::require).doesNotThrowAnyException();
    slept.close();
    assertThatCode(second::require).doesNotThrowAnyException();
  }

  @Test
  void aLeaseOfAProcessThatEndedIsTakenAtOnce() throws Exception {
    OwnerProcess here = OwnerProcess.current();
    OwnerProcess reused =
        new OwnerProcess(here.host(), here.pid(), here.started().minusSeconds(60), here.machine());
    long from = clock.monotonic;
    store.files.put(7L, record(reused).toJson());
    if (here.machine().isEmpty()) {
      assertThat(reused.ended()).isFalse();
    } else {
      assertThat(take("next").generation()).isEqualTo(8);
      assertThat(clock.monotonic).isEqualTo(from);
    }
  }

  @Test
  void aProcessOfAnotherMachineIsNotKnownToHaveEnded() {
    OwnerProcess here = OwnerProcess.current();
    assertThat(here.ended()).isFalse();
    assertThat(new OwnerProcess("other", here.pid(), Instant.EPOCH, "other").ended()).isFalse();
    assertThat(new OwnerProcess("other", here.pid(), Instant.EPOCH, "").ended()).isFalse();
  }

  @Test
  void ownersThatOnlySleptGoOn() throws Exception {
    Lease lease = take("slept");
    clock.pass(Duration.ofHours(1));
    assertThatCode(lease::require).doesNotThrowAnyException();
    assertThat(store.files.get(1L)).contains("\"renewals\":1");
  }

  @Test
  void aMachineThatWasSuspendedLooksAgain() throws Exception {
    Lease lease = take("suspended");
    clock.suspend(Duration.ofMinutes(5));
    store.files.put(2L, record(OwnerProcess.current()).toJson());
    assertThatThrownBy(lease::require).isInstanceOf(LeaseLostException.class);
  }

  @Test
  void whatCannotBeRenewedIsTrustedForAWhileOnly() throws Exception {
    Lease lease = take("cut off");
    store.beforeReplace =
        () -> {
          throw new IOException("no route to host");
        };
    clock.pass(seconds(10));
    lease.tryRenew();
    assertThatCode(lease::require).doesNotThrowAnyException();
    clock.pass(seconds(5));
    assertThatThrownBy(lease::require)
        .isInstanceOf(LeaseLostException.class)
        .hasMessageContainingAll("could not be renewed for 15 s", "no route to host");
    store.beforeReplace = () -> {};
    assertThatCode(lease::require).doesNotThrowAnyException();
  }

  @Test
  void aDeletedLeaseIsLostAndNotWrittenAgain() throws Exception {
    Lease lease = take("deleted");
    List<String> told = new ArrayList<>();
    lease.whenLost(() -> told.add("lost"));
    store.files.clear();
    lease.tryRenew();
    lease.tryRenew();
    assertThat(lease.lost()).hasValueSatisfying(why -> assertThat(why).contains("was deleted"));
    assertThat(store.files).isEmpty();
    assertThat(told).containsExactly("lost");
  }

  @Test
  void anAnswerThatWasLostIsReadBack() throws Exception {
    store.afterCreate =
        () -> {
          throw new IOException("connection reset");
        };
    assertThat(take("unsure").generation()).isEqualTo(1);
    MemoryLeaseStore broken = new MemoryLeaseStore();
    broken.beforeCreate = store.afterCreate;
    assertThatThrownBy(() -> new LeaseTaking(broken, "broken", TERMS, clock, waited::add).take())
        .isInstanceOf(IOException.class)
        .hasMessage("connection reset");
  }

  /** The owner renews between the thief's last look and the thief's file. */
  @Test
  void aThiefYieldsToAnOwnerThatCameBack() throws Exception {
    Lease owner = take("owner");
    store.beforeCreate = owner::tryRenew;
    assertThatThrownBy(() -> take("thief"))
        .isInstanceOf(LeaseHeldException.class)
        .hasMessageContaining("in use by owner");
    store.beforeCreate = () -> {};
    assertThat(store.files).containsOnlyKeys(1L);
    assertThatCode(owner::require).doesNotThrowAnyException();
  }

  /** The thief's file is there between the owner's first look and its renewal, or just after. */
  @Test
  void anOwnerThatCameBackTooLateYields() throws Exception {
    Lease owner = take("owner");
    List<Lease> thief = new ArrayList<>();
    store.beforeReplace =
        () -> {
          if (thief.isEmpty()) {
            try {
              thief.add(take("thief"));
            } catch (LeaseHeldException | InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    owner.tryRenew();
    assertThat(owner.lost()).isPresent();
    assertThatThrownBy(owner::require).isInstanceOf(LeaseLostException.class);
    assertThatCode(thief.get(0)::require).doesNotThrowAnyException();
  }

  @Test
  void ofTwoThievesOneWins() throws Exception {
    take("slept");
    List<Lease> first = new ArrayList<>();
    store.beforeCreate =
        () -> {
          store.beforeCreate = () -> {};
          try {
            first.add(take("first"));
          } catch (LeaseHeldException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    assertThatThrownBy(() -> take("second"))
        .isInstanceOf(LeaseHeldException.class)
        .hasMessageContaining("in use by first");
    assertThat(first).hasSize(1);
  }

  /** A number that was used is not free for a thief that decided long ago. */
  @Test
  void aThiefThatWasStoppedDoesNotTakeANumberAgain() throws Exception {
    take("slept");
    List<Lease> third = new ArrayList<>();
    store.beforeCreate =
        () -> {
          store.beforeCreate = () -> {};
          try {
            take("second").close();
            third.add(take("third"));
          } catch (LeaseHeldException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    assertThatThrownBy(() -> take("stopped"))
        .isInstanceOf(LeaseHeldException.class)
        .hasMessageContaining("in use by third");
    assertThat(third.get(0).generation()).isEqualTo(3);
    assertThat(store.files).containsOnlyKeys(2L, 3L);
    assertThatCode(third.get(0)::require).doesNotThrowAnyException();
  }

  @Test
  void aFileThatIsNotWholeIsWaitedFor() throws Exception {
    store.files.put(1L, "");
    assertThat(take("next").generation()).isEqualTo(2);
    assertThat(waited).hasSize(1).first().asString().contains("another process");
  }

  private static LeaseRecord record(OwnerProcess process) {
    return new LeaseRecord(
        "someone", "other", process, Instant.EPOCH, Duration.ofSeconds(30), 3, false);
  }

  private static Duration seconds(int count) {
    return Duration.ofSeconds(count);
  }
}
