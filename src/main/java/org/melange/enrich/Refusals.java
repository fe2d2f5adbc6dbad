package org.melange.enrich;

import java.util.regex.Pattern;

/**
 * Finds out whether a service refuses every request: before anything was answered, the key is
 * refused, or several requests in succession for the same reason. Not thread-safe.
 */
final class Refusals {

  /** So many equal refusals are not about the questions. */
  static final int ENOUGH = 5;

  /** Numbers and identifiers, in which the texts of equal refusals may differ. */
  private static final Pattern VARIABLE = Pattern.compile("[0-9a-fA-F-]{8,}|[0-9]+");

  private boolean answered;
  private String reason = "";
  private int equal;
  private String verdict = "";

  /** Forgets everything. */
  void clear() {
    answered = false;
    reason = "";
    equal = 0;
    verdict = "";
  }

  /** A request was answered. */
  void answered() {
    answered = true;
  }

  /** A request was refused because of its key. */
  void denied(String why) {
    if (!answered && verdict.isEmpty()) {
      verdict = "the service refuses the key (see enrich.api-key-env): " + why;
    }
  }

  /** A request was refused, whatever the question, for the reason that {@code why} states. */
  void rejected(String why) {
    String normalized = VARIABLE.matcher(why).replaceAll("#");
    equal = normalized.equals(reason) ? equal + 1 : 1;
    reason = normalized;
    if (!answered && equal >= ENOUGH && verdict.isEmpty()) {
      verdict =
          "the service refuses every request (see enrich.parameters, enrich.output-limit,"
              + " enrich.model): "
              + why;
    }
  }

  /** Why asking is pointless, or empty. */
  String verdict() {
    return verdict;
  }
}
