package org.melange.kb;

import java.util.Comparator;
import java.util.regex.Pattern;

/** Wikidata's identifiers of entities: {@code Q} and a positive number. */
public final class Qids {

  // Eighteen digits always fit a long; Wikidata has used nine.
  private static final Pattern VALID = Pattern.compile("Q[1-9][0-9]{0,17}");

  private static final Comparator<String> BY_NUMBER = Comparator.comparingLong(Qids::number);

  private Qids() {}

  /** Whether {@code qid} is an identifier. */
  public static boolean isValid(String qid) {
    return VALID.matcher(qid).matches();
  }

  /**
   * The number in {@code qid}.
   *
   * @throws IllegalArgumentException if it is no identifier
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
