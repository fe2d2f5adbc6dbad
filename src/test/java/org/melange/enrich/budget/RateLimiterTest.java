package org.melange.enrich.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.enrich.budget.CallReport.Status;
import org.melange.enrich.budget.PermitService.Denial;
import org.melange.enrich.budget.PermitService.Request;
import org.melange.enrich.budget.PermitService.Response;
import org.melange.enrich.budget.PermitService.Settlement;

/** The request budget with a simulated clock. */
class RateLimiterTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Usage SMALL = new Usage(80, 20);

  private long now = 5 * SECOND;

  /**
   * A service that enforces every window, and network delays up to the maximum: no request too
   * many, and hardly one too few.
   */
  @ParameterizedTest
  @CsvSource({
    "600, 0, 200, 1",
    "600, 0, 20, 2",
    "600, 0, 5000, 3",
    "0, 60000, 300, 4",
    "500, 40000, 800, 5",
    "7, 0, 100, 6",
    "6000, 0, 400, 7",
    "60, 100000, 8000, 8"
  })
  void everyWindowIsObservedAndUsed(int requests, long tokens, int latencyMillis, int seed) {
    Limits limits = TestLimits.with(10_000).perMinute(requests, tokens).limits();
    Simulation run = new Simulation(limits, latencyMillis, new Random(seed));
    run.minutes(5);
    List<long[]> arrivals = run.arrivals;
    assertThat(most(arrivals, 0)).isLessThanOrEqualTo(requests == 0 ? Long.MAX_VALUE : requests);
    assertThat(most(arrivals, 1)).isLessThanOrEqualTo(tokens == 0 ? Long.MAX_VALUE : tokens);
    double ofRequests = requests == 0 ? 0 : arrivals.size() / (5.0 * requests);
    long used = arrivals.stream().mapToLong(arrival -> arrival[1]).sum();
    double ofTokens = tokens == 0 ? 0 : used / (5.0 * tokens);
    assertThat(Math.max(ofRequests, ofTokens)).isGreaterThan(0.97);
  }

  @Test
  void lowEstimatesAreCorrectedForAllHolders() {
    Limits limits = TestLimits.with(10_000).perMinute(0, 60_000).limits();
    Simulation run = new Simulation(limits, 300, new Random(9));
    run.truth = 3.5;
    run.minutes(5);
    assertThat(most(run.arrivals, 1)).isLessThanOrEqualTo(60_000);
    assertThat(run.arrivals.stream().mapToLong(a -> a[1]).sum()).isGreaterThan(5 * 58_000);
  }

  @Test
  void requestsAreSpreadOverTheMinute() {
    Simulation run =
        new Simulation(TestLimits.with(100).perMinute(600, 0).limits(), 50, new Random(1));
    run.minutes(1);
    List<Long> sent = run.arrivals.stream().map(arrival -> arrival[0]).toList();
    long inSecondHalf = sent.stream().filter(at -> at - sent.get(0) > 30 * SECOND).count();
    assertThat(inSecondHalf).isBetween(270L, 310L);
  }

  @Test
  void theLimitInFlightHoldsForAllHolders() {
    RateLimiter budget = budget(TestLimits.inFlight(5));
    assertThat(ask(budget, "a", 3).permits()).hasSize(3);
    Response second = ask(budget, "b", 3);
    assertThat(second.permits()).hasSize(2);
    assertThat(second.denial()).isEqualTo(Denial.WAIT);
    assertThat(second.waitNanos()).isPositive();
    settle(budget, second.permits().get(0), Status.ANSWERED);
    assertThat(ask(budget, "a", 3).permits()).hasSize(1);
  }

  @Test
  void permitsOfALostHolderAreReclaimedAndCharged() {
    RateLimiter budget = budget(TestLimits.with(4).spending(new Money(1000, 1e6, 1e6)).limits());
    ask(budget, "lost", 3);
    ask(budget, "other", 1);
    assertThat(ask(budget, "other", 1).permits()).isEmpty();
    budget.lost("lost");
    assertThat(budget.state().inFlight()).isEqualTo(1);
    assertThat(budget.state().usd()).isEqualTo(300);
    assertThat(ask(budget, "other", 4).permits()).hasSize(3);
  }

  @Test
  void permitsThatAreNeverSettledExpire() {
    Limits limits = TestLimits.inFlight(2);
    RateLimiter budget = budget(limits);
    ask(budget, "a", 2);
    now += limits.permitTimeout().toNanos();
    assertThat(ask(budget, "a", 1).permits()).isEmpty();
    now += 1;
    assertThat(ask(budget, "a", 2).permits()).hasSize(2);
  }

  @Test
  void settlingTwiceCountsOnce() {
    RateLimiter budget = budget(TestLimits.with(2).spending(new Money(0, 1e6, 1e6)).limits());
    long lease = ask(budget, "a", 1).permits().get(0);
    settle(budget, lease, Status.ANSWERED);
    settle(budget, lease, Status.ANSWERED);
    assertThat(budget.state().usd()).isEqualTo(100);
    assertThat(budget.state().answered()).isEqualTo(1);
    assertThat(budget.state().inFlight()).isZero();
  }

  @Test
  void refusalsHalveTheRateOncePerBurst() {
    RateLimiter budget = budget(TestLimits.inFlight(64));
    List<Long> volley = ask(budget, "a", 64).permits();
    now += SECOND;
    volley.forEach(lease -> settle(budget, lease, Status.THROTTLED));
    assertThat(budget.state().share()).isEqualTo(0.5);
    assertThat(ask(budget, "b", 64).permits()).hasSize(32);
    now += 15 * SECOND;
    assertThat(budget.state().share()).isEqualTo(0.75);
    now += 60 * SECOND;
    assertThat(budget.state().share()).isEqualTo(1);
  }

  @Test
  void aPauseHoldsForAllHolders() {
    RateLimiter budget = budget(TestLimits.inFlight(64));
    long lease = ask(budget, "a", 1).permits().get(0);
    budget.exchange(
        new Request(
            "a",
            List.of(
                new Settlement(
                    lease, new CallReport(Status.BROKEN, Usage.NONE, Duration.ofSeconds(30)))),
            List.of()));
    assertThat(ask(budget, "b", 1).permits()).isEmpty();
    now += 29 * SECOND;
    assertThat(ask(budget, "b", 1).permits()).isEmpty();
    now += SECOND;
    assertThat(ask(budget, "b", 1).permits()).hasSize(1);
  }

  @Test
  void aPauseBeyondTheMaximumRejects() {
    RateLimiter budget = budget(TestLimits.inFlight(64));
    long lease = ask(budget, "a", 1).permits().get(0);
    CallReport report = new CallReport(Status.THROTTLED, Usage.NONE, Duration.ofHours(5));
    budget.exchange(new Request("a", List.of(new Settlement(lease, report)), List.of()));
    Response grant = ask(budget, "b", 2);
    assertThat(grant.denial()).isEqualTo(Denial.UNAVAILABLE);
    assertThat(grant.why()).contains("pause");
  }

  @Test
  void aServiceThatRecoversIsUsedAgain() {
    RateLimiter budget = budget(TestLimits.inFlight(64));
    ask(budget, "a", 10).permits().forEach(lease -> settle(budget, lease, Status.BROKEN));
    assertThat(ask(budget, "b", 5).permits()).isEmpty();
    now += 3 * SECOND;
    List<Long> trials = ask(budget, "b", 10).permits();
    assertThat(trials).hasSize(3);
    trials.forEach(lease -> settle(budget, lease, Status.ANSWERED));
    assertThat(ask(budget, "b", 10).permits()).hasSize(10);
  }

  @Test
  void anUnavailableServiceRejectsUntilItRecovers() {
    RateLimiter budget = budget(TestLimits.inFlight(64));
    ask(budget, "a", 10).permits().forEach(lease -> settle(budget, lease, Status.BROKEN));
    Response grant = ask(budget, "a", 1);
    int tried = 0;
    for (int seconds = 0; seconds < 700 && grant.denial() == Denial.WAIT; seconds++) {
      now += SECOND;
      grant = ask(budget, "a", 1);
      tried += grant.permits().size();
      grant.permits().forEach(lease -> settle(budget, lease, Status.BROKEN));
    }
    assertThat(grant.denial()).isEqualTo(Denial.UNAVAILABLE);
    assertThat(grant.why()).contains("has not answered");
    assertThat(tried).isLessThan(60);
    now += 61 * SECOND;
    List<Long> trials = ask(budget, "a", 3).permits();
    trials.forEach(lease -> settle(budget, lease, Status.ANSWERED));
    assertThat(ask(budget, "a", 10).permits()).hasSize(10);
  }

  @Test
  void aFifthOfFaultsDoesNotOpenTheBreaker() {
    RateLimiter budget = budget(TestLimits.inFlight(64));
    Random random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      List<Long> leases = ask(budget, "a", 1).permits();
      assertThat(leases).as("request " + i).hasSize(1);
      settle(budget, leases.get(0), random.nextInt(5) == 0 ? Status.BROKEN : Status.ANSWERED);
    }
  }

  @Test
  void theBudgetIsNeverExceeded() {
    RateLimiter budget = budget(TestLimits.with(64).spending(new Money(1000, 1e6, 1e6)).limits());
    Response first = ask(budget, "a", 20);
    // The real cost is unknown until the first answer.
    assertThat(first.permits()).hasSize(4);
    assertThat(first.denial()).isEqualTo(Denial.WAIT);
    first.permits().forEach(lease -> settle(budget, lease, Status.ANSWERED, new Usage(45, 5)));
    assertThat(budget.state().usd()).isEqualTo(200);
    Response second = ask(budget, "a", 20);
    assertThat(second.permits()).hasSize(8);
    second.permits().forEach(lease -> settle(budget, lease, Status.ANSWERED));
    assertThat(ask(budget, "a", 1).denial()).isEqualTo(Denial.OVER_BUDGET);
    Response tiny = budget.exchange(new Request("b", List.of(), List.of(Usage.NONE)));
    assertThat(tiny.denial()).isEqualTo(Denial.OVER_BUDGET);
  }

  @Test
  void aServiceThatWasNeverReachedRejectsEarly() {
    RateLimiter budget = budget(TestLimits.inFlight(64));
    Response grant = ask(budget, "a", 8);
    for (int trial = 0; grant.denial() == Denial.WAIT && trial < 1000; trial++) {
      for (long lease : grant.permits()) {
        CallReport report =
            new CallReport(Status.UNREACHED, Usage.NONE, Duration.ZERO, "unknown host");
        budget.exchange(new Request("a", List.of(new Settlement(lease, report)), List.of()));
      }
      now += SECOND;
      grant = ask(budget, "a", 8);
    }
    assertThat(grant.denial()).isEqualTo(Denial.UNAVAILABLE);
    assertThat(grant.why()).contains("cannot be reached", "unknown host");
    assertThat(now).isBetween(30 * SECOND, 150 * SECOND);
    assertThat(budget.state().sent()).isZero();
    budget.begin();
    assertThat(ask(budget, "a", 1).why()).doesNotContain("cannot be reached");
  }

  @Test
  void aRequestLargerThanTheLimitIsSentAlone() {
    RateLimiter budget = budget(TestLimits.with(64).perMinute(0, 50).limits());
    assertThat(ask(budget, "a", 2).permits()).hasSize(1);
  }

  /** The most requests (0) or tokens (1) in any 60 seconds. */
  private static long most(List<long[]> arrivals, int what) {
    Deque<long[]> window = new ArrayDeque<>();
    long held = 0;
    long most = 0;
    for (long[] arrival : arrivals) {
      while (!window.isEmpty() && arrival[0] - window.peek()[0] >= 60 * SECOND) {
        held -= what == 0 ? 1 : window.peek()[1];
        window.poll();
      }
      window.add(arrival);
      held += what == 0 ? 1 : arrival[1];
      most = Math.max(most, held);
    }
    return most;
  }

  private RateLimiter budget(Limits limits) {
    return new RateLimiter(limits, () -> now);
  }

  private Response ask(RateLimiter budget, String holder, int count) {
    return budget.exchange(new Request(holder, List.of(), Collections.nCopies(count, SMALL)));
  }

  private void settle(RateLimiter budget, long lease, Status verdict) {
    settle(budget, lease, verdict, verdict == Status.ANSWERED ? SMALL : Usage.NONE);
  }

  private void settle(RateLimiter budget, long lease, Status verdict, Usage usage) {
    CallReport report = new CallReport(verdict, usage, Duration.ZERO);
    budget.exchange(new Request("any", List.of(new Settlement(lease, report)), List.of()));
  }

  /** Two holders that always have more to ask, and a service that answers after a while. */
  private final class Simulation {
    private final RateLimiter budget;
    private final int latencyMillis;
    private final Random random;
    private final List<long[]> arrivals = new ArrayList<>();
    private final PriorityQueue<long[]> running =
        new PriorityQueue<>((a, b) -> Long.compare(a[0], b[0]));
    private double truth = 0.7;

    Simulation(Limits limits, int latencyMillis, Random random) {
      this.budget = budget(limits);
      this.latencyMillis = latencyMillis;
      this.random = random;
    }

    void minutes(int minutes) {
      long end = now + minutes * 60 * SECOND;
      long askAt = now;
      while (now < end) {
        while (!running.isEmpty() && running.peek()[0] <= now) {
          long[] done = running.poll();
          settle(budget, done[1], Status.ANSWERED, new Usage(done[2], 0));
        }
        if (askAt <= now) {
          askAt = now + Math.max(SECOND / 1000, ask());
        }
        long next = running.isEmpty() ? askAt : Math.min(askAt, running.peek()[0]);
        now = Math.max(now + 1, next);
      }
      arrivals.sort((a, b) -> Long.compare(a[0], b[0]));
    }

    private long ask() {
      Usage estimate = new Usage(50 + random.nextInt(100), 20);
      Response grant =
          budget.exchange(
              new Request(
                  random.nextBoolean() ? "a" : "b", List.of(), Collections.nCopies(64, estimate)));
      for (long lease : grant.permits()) {
        // Mostly at once, sometimes as late as the delay allows, or just before the answer.
        long latency = (long) ((0.5 + random.nextDouble()) * latencyMillis * 1_000_000L);
        if (random.nextInt(300) == 0) {
          // The machine, the network or a connection stalls before the request arrives.
          long stall = (20_000 + 5L * latencyMillis) * 1_000_000L;
          arrivals.add(new long[] {now + stall, estimate.total() / 2});
          running.add(new long[] {now + stall + latency, lease, estimate.total() / 2});
          continue;
        }
        long way = random.nextInt(4) == 0 ? Math.min(latency, SECOND) : latency / 10;
        long tokens = (long) (estimate.total() * truth * (0.5 + random.nextDouble() / 2));
        arrivals.add(new long[] {now + Math.min(way, SECOND), tokens});
        running.add(new long[] {now + latency, lease, tokens});
      }
      return grant.waitNanos();
    }
  }
}
