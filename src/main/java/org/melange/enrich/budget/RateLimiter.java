package org.melange.enrich.budget;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.melange.enrich.budget.CallReport.Verdict;

/**
 * The one budget: gives leave for single requests and takes the accounts of what they used. A
 * request goes when the service is there, money is left, not too many are on their way, the last
 * minute has room and the pace allows it. Never overruns a limit for longer than an estimate of
 * tokens was too low. Thread-safe.
 */
public final class RateLimiter implements PermitService {

  private static final long SOONEST = 1_000_000L;
  private static final long LATEST = 50_000_000L;

  /** Requests at a time until the first answer, where there is a limit of money. */
  private static final int FIRST_REQUESTS = 4;

  /** Unique among all budgets of a JVM, so that what one gave is never settled with another. */
  private static final AtomicLong NEXT_LEASE = new AtomicLong();

  private final Limits limits;
  private final LongSupplier nanos;
  private final Map<Long, Lease> leases = new LinkedHashMap<>();
  private final SlidingWindowLimiter window;
  private final ArrivalEstimator arrivals;
  private final GcraPacer requests;
  private final GcraPacer tokens;
  private final AimdThrottle throttle = new AimdThrottle();
  private final ServiceCircuitBreaker breaker;
  private final SpendTracker purse;
  private final Tally tally = new Tally();
  private final TokenEstimateCorrection scale = new TokenEstimateCorrection();
  private final RateLimitSpan limited = new RateLimitSpan();
  private final Refusals refusals = new Refusals();
  private long pausedUntil;

  private record Lease(
      String holder, Usage estimate, long tokens, long since, SlidingWindowLimiter.Charge charge) {}

  /** A budget that starts now. */
  public RateLimiter(Limits limits) {
    this(limits, System::nanoTime);
  }

  RateLimiter(Limits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
    long now = nanos.getAsLong();
    long minute = limits.minute().toNanos();
    window = new SlidingWindowLimiter(minute);
    arrivals = new ArrivalEstimator(limits.arrivalSlack().toNanos());
    requests = new GcraPacer(limits.requestsPerMinute(), minute, now);
    tokens = new GcraPacer(limits.tokensPerMinute(), minute, now);
    breaker = new ServiceCircuitBreaker(nanos);
    purse = new SpendTracker(limits.money());
    pausedUntil = now;
  }

  @Override
  public synchronized Grant exchange(Ask ask) {
    long now = nanos.getAsLong();
    ask.settled().forEach(settlement -> settle(settlement.lease(), settlement.report(), now));
    reclaim(now);
    window.expire(now);
    List<Long> granted = new ArrayList<>();
    for (Usage estimate : ask.wanted()) {
      Grant refusal = refusal(estimate, now, granted);
      if (refusal != null) {
        return refusal;
      }
      granted.add(grant(ask.holder(), estimate, now));
    }
    return new Grant(granted, Rest.WAIT, "", 0);
  }

  /** Takes back the leases of a holder that is no more; what it had sent may have been charged. */
  public synchronized void lost(String holder) {
    leases.entrySet().stream()
        .filter(entry -> entry.getValue().holder().equals(holder))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(this::forget);
  }

  /**
   * Begins a round of questions: what the service refused in earlier rounds, perhaps under another
   * key or address, does not count.
   */
  public synchronized void begin() {
    refusals.clear();
    limited.clear();
  }

  /** How things stand. */
  public synchronized BudgetState state() {
    long now = nanos.getAsLong();
    window.expire(now);
    return new BudgetState(
        tally.sent,
        tally.answered,
        tally.throttled,
        tally.broken,
        tally.used,
        purse.spent(),
        purse.closed(),
        leases.size(),
        window.requests(),
        window.tokens(),
        throttle.share(now));
  }

  /** Why the next request cannot go, or null if it can; then the breaker counts on it. */
  private Grant refusal(Usage estimate, long now, List<Long> granted) {
    if (!refusals.verdict().isEmpty()) {
      return away(granted, refusals.verdict());
    }
    SpendTracker.Answer purseSays = purse.ask(estimate);
    if (purseSays == SpendTracker.Answer.NO) {
      return new Grant(granted, Rest.OVER_BUDGET, "the budget is spent", 0);
    }
    if (pausedUntil - now > limits.outage().toNanos()) {
      return away(granted, "the service asks for a pause of " + time(pausedUntil - now));
    }
    if (limited.turnsAway(limits.outage().toNanos(), now)) {
      return away(
          granted,
          "the service has limited the rate for "
              + time(limited.length(now))
              + ": "
              + limited.why());
    }
    long wait = purseSays == SpendTracker.Answer.WAIT ? LATEST : wait(scale.apply(estimate), now);
    if (wait <= 0 && breaker.tryOne()) {
      return null;
    }
    if (breaker.away().compareTo(limits.outage()) > 0) {
      return away(granted, "the service has not answered for " + time(breaker.away().toNanos()));
    }
    return new Grant(granted, Rest.WAIT, "", Math.min(LATEST, Math.max(SOONEST, wait)));
  }

  private static Grant away(List<Long> granted, String why) {
    return new Grant(granted, Rest.UNAVAILABLE, why, 0);
  }

  private static String time(long nanos) {
    return Duration.ofNanos(nanos).toSeconds() + " s";
  }

  /** How long the limits make a request wait; 0 or less for not at all. */
  private long wait(long itsTokens, long now) {
    double share = throttle.share(now);
    if (leases.size() >= Math.max(1, (int) (mostInFlight() * share))) {
      return LATEST / 5;
    }
    long wait = Math.max(pausedUntil - now, Math.max(requests.readyAt(), tokens.readyAt()) - now);
    return full(itsTokens) ? Math.max(wait, window.nextEnd(now + LATEST) - now) : wait;
  }

  /** Few requests until an answer shows what one really costs, if money is limited. */
  private int mostInFlight() {
    boolean costUnknown = limits.money().budget() > 0 && tally.answered == 0;
    return costUnknown ? Math.min(FIRST_REQUESTS, limits.maxInFlight()) : limits.maxInFlight();
  }

  /** Whether the last minute has no room; an empty one has room for everything. */
  private boolean full(long itsTokens) {
    boolean ofRequests =
        limits.requestsPerMinute() > 0 && window.requests() >= limits.requestsPerMinute();
    boolean ofTokens =
        limits.tokensPerMinute() > 0 && window.tokens() + itsTokens > limits.tokensPerMinute();
    return window.requests() > 0 && (ofRequests || ofTokens);
  }

  private long grant(String holder, Usage estimate, long now) {
    long lease = NEXT_LEASE.getAndIncrement();
    long itsTokens = scale.apply(estimate);
    double share = throttle.share(now);
    purse.reserve(estimate);
    requests.spend(now, 1, share);
    tokens.spend(now, itsTokens, share);
    leases.put(lease, new Lease(holder, estimate, itsTokens, now, window.add(lease, itsTokens)));
    tally.sent++;
    return lease;
  }

  private void settle(long id, CallReport report, long now) {
    Lease lease = leases.remove(id);
    if (lease == null) {
      return;
    }
    tally.count(report);
    purse.settle(lease.estimate(), report.usage());
    tokens.correct(lease.tokens() - report.usage().total());
    if (report.verdict() == Verdict.UNSENT || report.verdict() == Verdict.UNREACHED) {
      window.remove(lease.charge());
    } else {
      long latest = arrivals.latest(lease.since(), now);
      window.settle(lease.charge(), report.usage().total(), latest);
    }
    learn(lease, report, now);
  }

  private void learn(Lease lease, CallReport report, long now) {
    pausedUntil = Math.max(pausedUntil, now + report.pause().toNanos());
    switch (report.verdict()) {
      case BROKEN, UNREACHED -> breaker.broken();
      case UNSENT -> breaker.unknown();
      default -> breaker.alive();
    }
    if (report.verdict() == Verdict.UNREACHED) {
      refusals.unreached(report.why(), now);
    } else if (report.verdict() != Verdict.UNSENT) {
      refusals.reached();
    }
    switch (report.verdict()) {
      case ANSWERED -> {
        scale.learn(lease.estimate(), report.usage());
        purse.learn(lease.estimate(), report.usage());
        limited.end();
        refusals.answered();
      }
      case THROTTLED -> {
        throttle.refused(lease.since(), now);
        limited.met(now, report.why());
      }
      case DENIED -> refusals.denied(report.why());
      case REJECTED -> refusals.rejected(report.why());
      default -> {}
    }
  }

  /** Takes back what should have been settled long ago. */
  private void reclaim(long now) {
    List<Long> old = new ArrayList<>();
    Iterator<Map.Entry<Long, Lease>> oldestFirst = leases.entrySet().iterator();
    while (oldestFirst.hasNext()) {
      Map.Entry<Long, Lease> next = oldestFirst.next();
      if (now - next.getValue().since() <= limits.leaseAge().toNanos()) {
        break;
      }
      old.add(next.getKey());
    }
    old.forEach(this::forget);
  }

  private void forget(long id) {
    Lease lease = leases.remove(id);
    purse.settle(lease.estimate(), lease.estimate());
    window.settle(lease.charge(), lease.tokens(), nanos.getAsLong());
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
      switch (report.verdict()) {
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
