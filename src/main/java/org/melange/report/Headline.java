package org.melange.report;

import java.util.Locale;

/**
 * A number of a run and what it means.
 *
 * @param label what is counted
 * @param value the number as text
 * @param share the share of all; may be empty
 * @param meaning one line
 */
public record Headline(String label, String value, String share, String meaning) {

  /** A count. */
  public static Headline of(String label, long count, String meaning) {
    return new Headline(label, count(count), "", meaning);
  }

  /** A count with its share of {@code all}. */
  public static Headline of(String label, long count, long all, String meaning) {
    String share = all == 0 ? "" : String.format(Locale.ROOT, "%.1f %%", 100.0 * count / all);
    return new Headline(label, count(count), share, meaning);
  }

  /** A count as text. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
