package org.melange.enrich.budget;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.melange.enrich.budget.CallReport.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The request budget of an application: grants a permit for each request and records what it used.
 * A request is permitted if the service is available, the budget is not spent, and the limits of
 * requests in flight and of requests and tokens a minute allow it. A limit is exceeded only while
 * the token estimates are too low. Thread-safe.
 */
public final class RateLimiter implements PermitService {

  private static final Logger LOG = LoggerFactory.getLogger(RateLimiter.class);

  private static final long MINUTE = 60_000_000_000L;

  /** Shorter pauses are not logged. */
  private static final Duration REPORTED_PAUSE = Duration.ofSeconds(1);

  /** The shortest and longest time after which a holder should ask again. */
  private static final long MIN_WAIT = 1_000_000L;

  private static final long MAX_WAIT = 50_000_000L;

  /** Requests in flight until the first answer, if there is a budget. */
  private static final int FIRST_REQUESTS = 4;

  /** Unique in the JVM, so that a permit cannot be settled with another budget. */
  private static final AtomicLong NEXT_PERMIT = new AtomicLong();

  private final Limits limits;
  private final LongSupplier nanos;
  private final Map<Long, Issued> issued = new LinkedHashMap<>();
  private final SlidingWindowLimiter window;
  private final ArrivalEstimator arrivals;
  private final GcraPacer requests;
  private final GcraPacer tokens;
  private final AimdThrottle throttle = new AimdThrottle();
  private final ServiceCircuitBreaker breaker;
  private final SpendTracker spending;
  private final Tally tally = new Tally();
  private final TokenEstimateCorrection scale = new TokenEstimateCorrection();
  private final RateLimitSpan limited = new RateLimitSpan();
  private final Refusals refusals = new Refusals();
  private long pausedUntil;
  private boolean spentReported;

  /** A permit that is not settled. */
  private record Issued(
      String holder, Usage estimate, long tokens, long since, SlidingWindowLimiter.Charge charge) {}

  /** A budget that is unused. */
  public RateLimiter(Limits limits) {
    this(limits, System::nanoTime);
  }

  RateLimiter(Limits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
    long now = nanos.getAsLong();
    window = new SlidingWindowLimiter(MINUTE);
    arrivals = new ArrivalEstimator(limits.maxNetworkDelay().toNanos());
    requests = new GcraPacer(limits.requestsPerMinute(), MINUTE, now);
    tokens = new GcraPacer(limits.tokensPerMinute(), MINUTE, now);
    breaker = new ServiceCircuitBreaker(nanos);
    spending = new SpendTracker(limits.money());
    pausedUntil = now;
  }

  @Override
  public synchronized Response exchange(Request request) {
    long now = nanos.getAsLong();
    request.settled().forEach(settlement -> settle(settlement.permit(), settlement.report(), now));
    expire(now);
    window.expire(now);
    List<Long> granted = new ArrayList<>();
    for (Usage estimate : request.wanted()) {
      Response denied = denied(estimate, now, granted);
      if (denied != null) {
        return denied;
      }
      granted.add(grant(request.holder(), estimate, now));
    }
    return new Response(granted, Denial.WAIT, "", 0);
  }

  /**
   * Reclaims the permits of a holder that is gone. The service may have charged for its requests,
   * so they count with their estimates.
   */
  public synchronized void lost(String holder) {
    List<Long> lost =
        issued.entrySet().stream()
            .filter(entry -> entry.getValue().holder().equals(holder))
            .map(Map.Entry::getKey)
            .toList();
    if (!lost.isEmpty()) {
      LOG.info("reclaimed {} permits of the lost executor {}", lost.size(), holder);
    }
    lost.forEach(this::reclaim);
  }

  /**
   * Starts a run. Refusals of earlier runs, perhaps with another key or address, no longer count.
   */
  public synchronized void begin() {
    refusals.clear();
    limited.clear();
  }

  /** A snapshot of the counters. */
  public synchronized BudgetState state() {
    long now = nanos.getAsLong();
    window.expire(now);
    return new BudgetState(
        tally.sent,
        tally.answered,
        tally.throttled,
        tally.broken,
        tally.used,
        spending.spent(),
        spending.closed(),
        issued.size(),
        window.requests(),
        window.tokens(),
        throttle.share(now));
  }

  /** Why the next request is denied, or null if it is not; the breaker then expects a report. */
  private Response denied(Usage estimate, long now, List<Long> granted) {
    if (!refusals.conclusion().isEmpty()) {
      return unavailable(granted, refusals.conclusion());
    }
    SpendTracker.Decision money = spending.check(estimate);
    if (money == SpendTracker.Decision.DENIED) {
      budgetSpent();
      return new Response(granted, Denial.OVER_BUDGET, "the budget is spent", 0);
    }
    if (pausedUntil - now > limits.maxUnavailable().toNanos()) {
      return unavailable(granted, "the service asks for a pause of " + time(pausedUntil - now));
    }
    if (limited.rejects(limits.maxUnavailable().toNanos(), now)) {
      return unavailable(
          granted,
          "the service has limited the rate for "
              + time(limited.length(now))
              + ": "
              + limited.why());
    }
    long wait = money == SpendTracker.Decision.WAIT ? MAX_WAIT : wait(scale.apply(estimate), now);
    if (wait <= 0 && breaker.tryOne()) {
      return null;
    }
    if (breaker.unavailable().compareTo(limits.maxUnavailable()) > 0) {
      return unavailable(
          granted, "the service has not answered for " + time(breaker.unavailable().toNanos()));
    }
    return new Response(granted, Denial.WAIT, "", Math.min(MAX_WAIT, Math.max(MIN_WAIT, wait)));
  }

  private static Response unavailable(List<Long> granted, String why) {
    return new Response(granted, Denial.UNAVAILABLE, why, 0);
  }

  private static String time(long nanos) {
    return Duration.ofNanos(nanos).toSeconds() + " s";
  }

  /** How long the limits delay a request; 0 or less if they do not. */
  private long wait(long tokenCount, long now) {
    double share = throttle.share(now);
    if (issued.size() >= Math.max(1, (int) (mostInFlight() * share))) {
      return MAX_WAIT / 5;
    }
    long wait = Math.max(pausedUntil - now, Math.max(requests.readyAt(), tokens.readyAt()) - now);
    return full(tokenCount) ? Math.max(wait, window.nextEnd(now + MAX_WAIT) - now) : wait;
  }

  /** Few requests until an answer shows the real cost of one, if there is a budget. */
  private int mostInFlight() {
    boolean costUnknown = limits.money().budget() > 0 && tally.answered == 0;
    return costUnknown ? Math.min(FIRST_REQUESTS, limits.maxInFlight()) : limits.maxInFlight();
  }

  /** Whether the last minute allows no further request; an empty one allows any. */
  private boolean full(long tokenCount) {
    boolean ofRequests =
        limits.requestsPerMinute() > 0 && window.requests() >= limits.requestsPerMinute();
    boolean ofTokens =
        limits.tokensPerMinute() > 0 && window.tokens() + tokenCount > limits.tokensPerMinute();
    return window.requests() > 0 && (ofRequests || ofTokens);
  }

  private long grant(String holder, Usage estimate, long now) {
    long permit = NEXT_PERMIT.getAndIncrement();
    long tokenCount = scale.apply(estimate);
    double share = throttle.share(now);
    spending.reserve(estimate);
    requests.spend(now, 1, share);
    tokens.spend(now, tokenCount, share);
    issued.put(
        permit, new Issued(holder, estimate, tokenCount, now, window.add(permit, tokenCount)));
    tally.sent++;
    return permit;
  }

  private void settle(long id, CallReport report, long now) {
    Issued permit = issued.remove(id);
    if (permit == null) {
      return;
    }
    tally.count(report);
    spending.settle(permit.estimate(), report.usage());
    tokens.correct(permit.tokens() - report.usage().total());
    if (report.status() == Status.UNSENT || report.status() == Status.UNREACHED) {
      window.remove(permit.charge());
    } else {
      long latest = arrivals.latest(permit.since(), now);
      window.settle(permit.charge(), report.usage().total(), latest);
    }
    learn(permit, report, now);
  }

  private void learn(Issued permit, CallReport report, long now) {
    pause(report.pause(), now);
    switch (report.status()) {
      case BROKEN, UNREACHED -> breaker.broken();
      case UNSENT -> breaker.unknown();
      default -> breaker.alive();
    }
    if (report.status() == Status.UNREACHED) {
      refusals.unreached(report.why(), now);
    } else if (report.status() != Status.UNSENT) {
      refusals.reached();
    }
    switch (report.status()) {
      case ANSWERED -> {
        scale.learn(permit.estimate(), report.usage());
        spending.learn(permit.estimate(), report.usage());
        rateLimitEnds(now);
        refusals.answered();
      }
      case THROTTLED -> {
        throttle.refused(permit.since(), now);
        rateLimited(report, now);
      }
      case DENIED -> refusals.denied(report.why());
      case REJECTED -> refusals.rejected(report.why());
      default -> {}
    }
  }

  private void pause(Duration pause, long now) {
    if (pausedUntil <= now && pause.compareTo(REPORTED_PAUSE) >= 0) {
      LOG.info("the service asks for a pause of {}", time(pause.toNanos()));
    }
    pausedUntil = Math.max(pausedUntil, now + pause.toNanos());
  }

  private void rateLimited(CallReport report, long now) {
    if (limited.length(now) == 0) {
      LOG.info("rate limit reached: sending at {} of the full rate", throttle.share(now));
      LOG.debug("the service said: {}", report.why());
    }
    limited.refused(now, report.why());
  }

  private void rateLimitEnds(long now) {
    if (limited.length(now) > 0) {
      LOG.info("requests are answered again after {} of rate limiting", time(limited.length(now)));
    }
    limited.answered();
  }

  private void budgetSpent() {
    if (!spentReported) {
      LOG.info("the budget of {} USD is spent: no further requests", limits.money().budget());
      spentReported = true;
    }
  }

  /** Reclaims permits that are older than the timeout. */
  private void expire(long now) {
    List<Long> old = new ArrayList<>();
    Iterator<Map.Entry<Long, Issued>> oldestFirst = issued.entrySet().iterator();
    while (oldestFirst.hasNext()) {
      Map.Entry<Long, Issued> next = oldestFirst.next();
      if (now - next.getValue().since() <= limits.permitTimeout().toNanos()) {
        break;
      }
      old.add(next.getKey());
    }
    old.forEach(this::reclaim);
  }

  private void reclaim(long id) {
    Issued permit = issued.remove(id);
    spending.settle(permit.estimate(), permit.estimate());
    window.settle(permit.charge(), permit.tokens(), nanos.getAsLong());
    breaker.unknown();
  }

  private static final class Tally {
    private long sent;
    private long answered;
    private long throttled;
    private long broken;
    private Usage used = Usage.NONE;

    void count(CallReport report) {
      used = used.plus(report.usage());
      switch (report.status()) {
        case ANSWERED -> answered++;
        case THROTTLED -> throttled++;
        case BROKEN -> broken++;
        case UNREACHED -> {
          broken++;
          sent--;
        }
        case UNSENT -> sent--;
        default -> {}
      }
    }
  }
}
