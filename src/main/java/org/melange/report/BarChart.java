package org.melange.report;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Horizontal bars, one for each outcome. A bar has two parts: links with an entity and NIL.
 *
 * @param title the caption
 * @param bars the outcomes, the most frequent first
 */
public record BarChart(String title, List<Bar> bars) {

  /**
   * One bar.
   *
   * @param label the outcome as files have it
   * @param meaning the outcome in words
   * @param linked mentions with an entity
   * @param nil mentions without one
   * @param linkedWidth of 100
   * @param nilWidth of 100
   */
  public record Bar(
      String label, String meaning, long linked, long nil, double linkedWidth, double nilWidth) {

    /** The number of mentions. */
    public String count() {
      return Headline.count(linked + nil);
    }
  }

  /** How many links and NIL one outcome has. */
  public record Tally(long linked, long nil) {

    /** Both together. */
    long all() {
      return linked + nil;
    }

    Tally plus(Tally other) {
      return new Tally(linked + other.linked, nil + other.nil);
    }
  }

  /** A chart of {@code tallies} by outcome; the longest bar is the most frequent outcome. */
  public static BarChart of(
      String title, Map<String, Tally> tallies, Map<String, String> meanings) {
    double unit = 100.0 / Math.max(1, most(tallies.values()));
    return new BarChart(
        title,
        tallies.entrySet().stream()
            .sorted(
                Comparator.comparing((Map.Entry<String, Tally> e) -> -e.getValue().all())
                    .thenComparing(Map.Entry::getKey))
            .map(
                entry ->
                    new Bar(
                        entry.getKey(),
                        meanings.getOrDefault(entry.getKey(), ""),
                        entry.getValue().linked(),
                        entry.getValue().nil(),
                        entry.getValue().linked() * unit,
                        entry.getValue().nil() * unit))
            .toList());
  }

  /** Changed links by kind. */
  public static BarChart changes(Map<String, Tally> tallies) {
    return of("Changed links by kind", tallies, Meanings.CHANGES);
  }

  /** Changed links by cause. */
  public static BarChart causes(Map<String, Tally> tallies) {
    return of("Changed links by cause", tallies, Meanings.CAUSES);
  }

  static long most(Collection<Tally> tallies) {
    return tallies.stream().mapToLong(Tally::all).max().orElse(0);
  }
}
