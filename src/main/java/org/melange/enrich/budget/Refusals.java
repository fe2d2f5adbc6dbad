package org.melange.enrich.budget;

import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects that further requests are useless. Before the first answer, one of these is enough: the
 * service refuses the key, refuses several requests in a row for the same reason, or was never
 * reached. Not thread-safe.
 */
public final class Refusals {

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  /** This many equal refusals are not caused by the questions. */
  public static final int ENOUGH = 5;

  /** How long to try a service that was never reached. */
  static final long UNREACHED_NANOS = 30_000_000_000L;

  /** Numbers and identifiers, in which messages of equal refusals may differ. */
  private static final Pattern VARIABLE = Pattern.compile("[0-9a-fA-F-]{8,}|[0-9]+");

  private boolean answered;
  private boolean reached;
  private int unreached;
  private long firstUnreached;
  private String reason = "";
  private int equal;
  private String conclusion = "";

  /** Resets the state. */
  void clear() {
    answered = false;
    reached = false;
    unreached = 0;
    reason = "";
    equal = 0;
    conclusion = "";
  }

  /** A request reached the service. */
  void reached() {
    reached = true;
  }

  /** No connection to the service could be made at {@code now}. */
  void unreached(String why, long now) {
    firstUnreached = unreached == 0 ? now : firstUnreached;
    unreached++;
    boolean enough = unreached >= ENOUGH && now - firstUnreached >= UNREACHED_NANOS;
    if (!reached && enough && conclusion.isEmpty()) {
      conclude("the service cannot be reached (see enrich.endpoint): ", why);
    }
  }

  /** A request was answered. */
  public void answered() {
    answered = true;
  }

  /** A request was refused because of its key. */
  void denied(String why) {
    if (!answered && conclusion.isEmpty()) {
      conclude("the service refuses the key (see enrich.api-key-env): ", why);
    }
  }

  /** A request was refused for the reason {@code why}, whatever its question. */
  public void rejected(String why) {
    String normalized = VARIABLE.matcher(why).replaceAll("#");
    equal = normalized.equals(reason) ? equal + 1 : 1;
    reason = normalized;
    if (!answered && equal >= ENOUGH && conclusion.isEmpty()) {
      conclude(
          "the service refuses every request (see enrich.parameters, enrich.max-tokens-field,"
              + " enrich.model): ",
          why);
    }
  }

  private void conclude(String what, String why) {
    LOG.info("no further requests: {}", what);
    conclusion = what + why;
  }

  /** Why further requests are useless; empty if they are not. */
  public String conclusion() {
    return conclusion;
  }
}
