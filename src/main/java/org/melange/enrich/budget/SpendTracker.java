package org.melange.enrich.budget;

/**
 * Tracks the money that is spent and reserved for requests in flight. If a request does not fit and
 * no request in flight can release money, the tracker closes for good. Asking then ends at one
 * point, and smaller questions are not let through later. Not thread-safe.
 */
final class SpendTracker {

  /** Whether the budget allows a request. */
  enum Decision {
    /** There is enough money. */
    ALLOWED,
    /** Perhaps, when requests in flight are settled. */
    WAIT,
    /** There is not, and the tracker is closed. */
    DENIED
  }

  private static final double DECAY = 0.999;

  private final Money money;

  /** Real cost over estimated cost; large for reasoning models. */
  private double ratio = 1;

  private double spent;
  private double reserved;
  private int outstanding;
  private boolean closed;

  SpendTracker(Money money) {
    this.money = money;
  }

  /** Whether the budget allows a request of {@code estimate}. */
  Decision check(Usage estimate) {
    if (closed) {
      return Decision.DENIED;
    }
    if (money.allows(spent + (reserved + money.cost(estimate)) * ratio)) {
      return Decision.ALLOWED;
    }
    closed = outstanding == 0;
    return closed ? Decision.DENIED : Decision.WAIT;
  }

  /** Reserves what a request may cost. */
  void reserve(Usage estimate) {
    reserved += money.cost(estimate);
    outstanding++;
  }

  /** Replaces a reservation by the real cost. */
  void settle(Usage estimate, Usage used) {
    outstanding--;
    // Rounding errors add up; with no request in flight, nothing is reserved.
    reserved = outstanding == 0 ? 0 : reserved - money.cost(estimate);
    spent += money.cost(used);
  }

  /** Learns from an answer how much more than estimated the requests in flight will cost. */
  void learn(Usage estimate, Usage used) {
    double estimated = money.cost(estimate);
    if (estimated > 0) {
      ratio = Math.max(1, Math.max(ratio * DECAY, money.cost(used) / estimated));
    }
  }

  double spent() {
    return spent;
  }

  boolean closed() {
    return closed;
  }
}
