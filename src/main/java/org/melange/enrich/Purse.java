package org.melange.enrich;

/**
 * Money: what is spent, and what requests on their way may cost at most. Once a request did not fit
 * and nothing on its way could come out cheaper, it is closed for good, so that asking ends at one
 * moment and not with the last small question. Not thread-safe.
 */
final class Purse {

  /** What a purse says to a request. */
  enum Answer {
    /** There is enough. */
    YES,
    /** Perhaps, when others have come back. */
    WAIT,
    /** No, and no longer. */
    NO
  }

  private final Money money;
  private double spent;
  private double reserved;
  private int outstanding;
  private boolean closed;

  Purse(Money money) {
    this.money = money;
  }

  /** Whether there is enough for a request of {@code estimate}. */
  Answer ask(Usage estimate) {
    if (closed) {
      return Answer.NO;
    }
    if (money.allows(spent + reserved + money.cost(estimate))) {
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

  double spent() {
    return spent;
  }

  boolean closed() {
    return closed;
  }
}
