package org.melange.enrich.budget;

/**
 * Money: what is spent, and what requests on their way may cost at most. Once a request did not fit
 * and nothing on its way could come out cheaper, it is closed for good, so that asking ends at one
 * moment and not with the last small question. Not thread-safe.
 */
final class SpendTracker {

  /** What a purse says to a request. */
  enum Answer {
    /** There is enough. */
    YES,
    /** Perhaps, when others have come back. */
    WAIT,
    /** No, and no longer. */
    NO
  }

  private static final double FADING = 0.999;

  private final Money money;

  /** How much more answers have cost than was estimated: those of reasoning models, many times. */
  private double ratio = 1;

  private double spent;
  private double reserved;
  private int outstanding;
  private boolean closed;

  SpendTracker(Money money) {
    this.money = money;
  }

  /** Whether there is enough for a request of {@code estimate}. */
  Answer ask(Usage estimate) {
    if (closed) {
      return Answer.NO;
    }
    if (money.allows(spent + (reserved + money.cost(estimate)) * ratio)) {
      return Answer.YES;
    }
    closed = outstanding == 0;
    return closed ? Answer.NO : Answer.WAIT;
  }

  /** Sets aside what a request may cost. */
  void reserve(Usage estimate) {
    reserved += money.cost(estimate);
    outstanding++;
  }

  /** Pays what it did cost. */
  void settle(Usage estimate, Usage used) {
    outstanding--;
    // Sums of differences drift; with nothing on its way nothing is set aside.
    reserved = outstanding == 0 ? 0 : reserved - money.cost(estimate);
    spent += money.cost(used);
  }

  /** Compares what an answer cost with its estimate; requests on their way will cost as much. */
  void learn(Usage estimate, Usage used) {
    double estimated = money.cost(estimate);
    if (estimated > 0) {
      ratio = Math.max(1, Math.max(ratio * FADING, money.cost(used) / estimated));
    }
  }

  double spent() {
    return spent;
  }

  boolean closed() {
    return closed;
  }
}
