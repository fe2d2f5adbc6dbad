package org.melange.kb;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Wikidata's entity identifiers: {@code Q} and a positive number. */
public final class Qids {

  /** Eighteen digits always fit a long; Wikidata has used nine. */
  private static final int MAX_LENGTH = 19;

  private static final Pattern WRITTEN =
      Pattern.compile(
          "<?(?:https?://(?:www\\.|m\\.)?wikidata\\.org/(?:entity|wiki)/|wd:)?[Qq]([0-9]+)>?");

  private static final Comparator<String> BY_NUMBER = Comparator.comparingLong(Qids::number);

  private Qids() {}

  /** Whether {@code qid} is a valid identifier. */
  public static boolean isValid(String qid) {
    return qid.length() > 1
        && qid.length() <= MAX_LENGTH
        && qid.charAt(0) == 'Q'
        && qid.charAt(1) != '0'
        && areDigits(qid);
  }

  private static boolean areDigits(String qid) {
    for (int i = 1; i < qid.length(); i++) {
      if (qid.charAt(i) < '0' || qid.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /**
   * The identifier that a file has in one of its usual forms: {@code Q42}, {@code q42}, {@code
   * wd:Q42}, {@code http://www.wikidata.org/entity/Q42} or {@code
   * https://www.wikidata.org/wiki/Q42}. Empty if {@code written} is none.
   */
  public static Optional<String> parse(String written) {
    Matcher matcher = WRITTEN.matcher(written.strip());
    return matcher.matches()
        ? Optional.of("Q" + matcher.group(1)).filter(Qids::isValid)
        : Optional.empty();
  }

  /**
   * The number in {@code qid}.
   *
   * @throws IllegalArgumentException if it is not a valid identifier
   */
  public static long number(String qid) {
    if (!isValid(qid)) {
      throw new IllegalArgumentException("not a QID: " + qid);
    }
    return Long.parseLong(qid, 1, qid.length(), 10);
  }

  /** The identifier with this number. */
  public static String of(long number) {
    if (number <= 0) {
      throw new IllegalArgumentException("QIDs are positive: " + number);
    }
    return "Q" + number;
  }

  /** Orders by number: Q9 before Q10. Older, better known entities come first. */
  public static Comparator<String> byNumber() {
    return BY_NUMBER;
  }
}
