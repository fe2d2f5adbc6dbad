package org.melange.enrich.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.melange.enrich.budget.CallReport.Status;
import org.melange.enrich.budget.RequestLimiter.Admission;
import org.melange.enrich.budget.RequestLimiter.Admission.Granted;

/** The limiter of one JVM, with a permit service that may fail. */
class RemoteRequestLimiterTest {

  private static final CallReport DONE =
      new CallReport(Status.ANSWERED, new Usage(3, 4), Duration.ZERO);

  @Test
  void settlementsAreSentAgainAfterAFailure() throws Exception {
    RateLimiter budget = new RateLimiter(TestLimits.inFlight(1));
    AtomicInteger failures = new AtomicInteger();
    PermitService shaky =
        ask -> {
          if (!ask.settled().isEmpty() && failures.getAndIncrement() < 2) {
            throw new IllegalStateException("no way there");
          }
          return budget.exchange(ask);
        };
    try (RemoteRequestLimiter limiter = new RemoteRequestLimiter("a", shaky)) {
      Granted first = (Granted) get(limiter.acquire(Usage.NONE));
      CompletableFuture<Admission> second = limiter.acquire(Usage.NONE);
      first.permit().settle(DONE);
      first.permit().settle(DONE);
      assertThat(get(second)).isInstanceOf(Granted.class);
      assertThat(failures.get()).isGreaterThan(2);
      assertThat(budget.state().answered()).isEqualTo(1);
      assertThat(budget.state().used()).isEqualTo(new Usage(3, 4));
    }
  }

  @Test
  void permitsAreGrantedInOrder() throws Exception {
    RateLimiter budget = new RateLimiter(TestLimits.inFlight(2));
    try (RemoteRequestLimiter limiter = new RemoteRequestLimiter("a", budget)) {
      List<CompletableFuture<Admission>> all =
          List.of(
              limiter.acquire(Usage.NONE),
              limiter.acquire(Usage.NONE),
              limiter.acquire(Usage.NONE));
      Granted first = (Granted) get(all.get(0));
      get(all.get(1));
      assertThat(all.get(2)).isNotDone();
      first.permit().settle(DONE);
      assertThat(get(all.get(2))).isInstanceOf(Granted.class);
    }
  }

  @Test
  void closingRejectsWaitingRequests() throws Exception {
    RemoteRequestLimiter limiter =
        new RemoteRequestLimiter("a", new RateLimiter(TestLimits.inFlight(1)));
    get(limiter.acquire(Usage.NONE));
    CompletableFuture<Admission> waiting = limiter.acquire(Usage.NONE);
    limiter.close();
    assertThat(get(waiting)).isInstanceOf(Admission.Unavailable.class);
    assertThat(get(limiter.acquire(Usage.NONE))).isInstanceOf(Admission.Unavailable.class);
  }

  private static Admission get(CompletableFuture<Admission> admission) throws Exception {
    return admission.get(30, TimeUnit.SECONDS);
  }
}
