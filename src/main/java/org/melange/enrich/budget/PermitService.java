package org.melange.enrich.budget;

import java.io.Serializable;
import java.util.List;

/** Where leave to send requests is given and accounts are settled; far away, perhaps. */
@FunctionalInterface
public interface PermitService {

  /**
   * Settles and asks, at once. Never waits.
   *
   * @throws RuntimeException if the desk cannot be reached; the settlements are to be brought again
   */
  Grant exchange(Ask ask);

  /**
   * What somebody brings.
   *
   * @param holder who; leases of one that is lost come back
   * @param settled what became of earlier requests; one that was settled before is passed over
   * @param wanted what the requests waiting will use at most, in the order of waiting
   */
  record Ask(String holder, List<Settlement> settled, List<Usage> wanted) implements Serializable {}

  /** One lease that ended. */
  record Settlement(long lease, CallReport report) implements Serializable {}

  /**
   * What somebody gets.
   *
   * @param leases one each for as many as could be let go, the first ones waiting
   * @param rest what the others are told
   * @param why for people, where the others are turned away
   * @param waitNanos after how long asking again may help
   */
  record Grant(List<Long> leases, Rest rest, String why, long waitNanos) implements Serializable {}

  /** What those are told who could not be let go. */
  enum Rest {
    /** To wait. */
    WAIT,
    /** That the money is spent. */
    OVER_BUDGET,
    /** That the service is away. */
    UNAVAILABLE
  }
}
