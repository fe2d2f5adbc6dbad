package org.melange.enrich.budget;

import java.util.regex.Pattern;

/**
 * Finds out whether asking is pointless: before anything was answered, the key is refused, or
 * several requests in succession for the same reason, or the service was never reached. Not
 * thread-safe.
 */
public final class Refusals {

  /** So many equal refusals are not about the questions. */
  public static final int ENOUGH = 5;

  /** For so long a service that was never reached is tried. */
  static final long UNREACHED_NANOS = 30_000_000_000L;

  /** Numbers and identifiers, in which the texts of equal refusals may differ. */
  private static final Pattern VARIABLE = Pattern.compile("[0-9a-fA-F-]{8,}|[0-9]+");

  private boolean answered;
  private boolean reached;
  private int unreached;
  private long firstUnreached;
  private String reason = "";
  private int equal;
  private String verdict = "";

  /** Forgets everything. */
  void clear() {
    answered = false;
    reached = false;
    unreached = 0;
    reason = "";
    equal = 0;
    verdict = "";
  }

  /** The service was reached. */
  void reached() {
    reached = true;
  }

  /** No connection to the service could be made at {@code now}. */
  void unreached(String why, long now) {
    firstUnreached = unreached == 0 ? now : firstUnreached;
    unreached++;
    boolean enough = unreached >= ENOUGH && now - firstUnreached >= UNREACHED_NANOS;
    if (!reached && enough && verdict.isEmpty()) {
      verdict = "the service cannot be reached (see enrich.endpoint): " + why;
    }
  }

  /** A request was answered. */
  public void answered() {
    answered = true;
  }

  /** A request was refused because of its key. */
  void denied(String why) {
    if (!answered && verdict.isEmpty()) {
      verdict = "the service refuses the key (see enrich.api-key-env): " + why;
    }
  }

  /** A request was refused, whatever the question, for the reason that {@code why} states. */
  public void rejected(String why) {
    String normalized = VARIABLE.matcher(why).replaceAll("#");
    equal = normalized.equals(reason) ? equal + 1 : 1;
    reason = normalized;
    if (!answered && equal >= ENOUGH && verdict.isEmpty()) {
      verdict =
          "the service refuses every request (see enrich.parameters, enrich.max-tokens-field,"
              + " enrich.model): "
              + why;
    }
  }

  /** Why asking is pointless, or empty. */
  public String verdict() {
    return verdict;
  }
}
