package org.melange.eval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How far confidences can be trusted: calibration error, and what precision they buy for what
 * coverage. Errors of confidences are means over the mentions that have a candidate, shares of
 * mentions are of all.
 *
 * @param mentions whose links were judged, one of them with a candidate at least
 */
public record Confidences(List<Judged> mentions) {

  private static final int BINS = 10;

  /** Copies the mentions. */
  public Confidences {
    mentions = List.copyOf(mentions);
    if (mentions.stream().noneMatch(Judged::chosen)) {
      throw new IllegalArgumentException("no mentions to judge");
    }
  }

  /**
   * The mentions whose confidence lies in one tenth of the scale.
   *
   * @param low its lower end
   * @param high its upper end
   * @param mentions how many there are
   * @param confidence their mean confidence
   * @param right the share of them that is right
   */
  public record Bin(double low, double high, int mentions, double confidence, double right) {}

  /**
   * What comes of linking only where confidence reaches a threshold.
   *
   * @param threshold the least confidence of a link
   * @param linked mentions with a link
   * @param coverage the share of mentions with a link
   * @param precision the share of links that is right; 1 without a link
   * @param recall the share of mentions with a right entity that get it
   * @param nilFound the share of mentions without a right entity that get no link
   */
  public record Point(
      double threshold,
      int linked,
      double coverage,
      double precision,
      double recall,
      double nilFound) {}

  /** Bins that hold a mention, from low to high. */
  public List<Bin> bins() {
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < BINS; i++) {
      int bin = i;
      List<Judged> inside =
          chosen().stream()
              .filter(m -> Math.min(BINS - 1, (int) (m.confidence() * BINS)) == bin)
              .toList();
      if (!inside.isEmpty()) {
        bins.add(
            new Bin(
                (double) i / BINS,
                (i + 1.0) / BINS,
                inside.size(),
                inside.stream().mapToDouble(Judged::confidence).average().orElseThrow(),
                share(inside.stream().filter(Judged::right).count(), inside.size())));
      }
    }
    return bins;
  }

  /**
   * Expected calibration error (Naeini et al. 2015): how far confidence and share of right links
   * lie apart, a mean over mentions.
   */
  public double calibrationError() {
    return bins().stream()
            .mapToDouble(bin -> bin.mentions() * Math.abs(bin.confidence() - bin.right()))
            .sum()
        / chosen().size();
  }

  /** Brier score: the mean squared distance of confidence and truth; less is better. */
  public double brier() {
    return chosen().stream()
        .mapToDouble(m -> Math.pow(m.confidence() - (m.right() ? 1 : 0), 2))
        .average()
        .orElseThrow();
  }

  /** A point for each confidence that occurs, from the highest on: coverage rises. */
  public List<Point> curve() {
    List<Judged> sorted =
        chosen().stream()
            .sorted(Comparator.comparingDouble(Judged::confidence).reversed())
            .toList();
    List<Point> points = new ArrayList<>();
    Tally tally = new Tally();
    for (int i = 0; i < sorted.size(); i++) {
      tally.add(sorted.get(i));
      double threshold = sorted.get(i).confidence();
      if (i + 1 == sorted.size() || sorted.get(i + 1).confidence() < threshold) {
        points.add(tally.point(threshold));
      }
    }
    return points;
  }

  /** What comes of linking where confidence reaches {@code threshold}. */
  public Point at(double threshold) {
    Tally tally = new Tally();
    chosen().stream().filter(m -> m.confidence() >= threshold).forEach(tally::add);
    return tally.point(threshold);
  }

  /**
   * The largest coverage at which links are right as often as asked; empty if they never are.
   *
   * @param fewest a precision over fewer links than this counts for nothing
   */
  public Optional<Point> reaching(double precision, int fewest) {
    return curve().stream()
        .filter(point -> point.linked() >= fewest && point.precision() >= precision)
        .reduce((one, later) -> later);
  }

  /** The best precision over {@code fewest} links or more (or all there are, if fewer). */
  public Point mostPrecise(int fewest) {
    return curve().stream()
        .filter(point -> point.linked() >= Math.min(fewest, chosen().size()))
        .max(Comparator.comparingDouble(Point::precision).thenComparingInt(Point::linked))
        .orElseThrow();
  }

  /** The mentions that have a candidate. */
  public List<Judged> chosen() {
    return mentions.stream().filter(Judged::chosen).toList();
  }

  private static double share(long some, long all) {
    return all == 0 ? 1 : (double) some / all;
  }

  /** Counts of what is linked so far. */
  private final class Tally {
    private final long linkable = mentions.stream().filter(Judged::linkable).count();
    private int linked;
    private int right;
    private int wronglyLinked;

    void add(Judged mention) {
      linked++;
      right += mention.right() ? 1 : 0;
      wronglyLinked += mention.linkable() ? 0 : 1;
    }

    Point point(double threshold) {
      long nils = mentions.size() - linkable;
      return new Point(
          threshold,
          linked,
          share(linked, mentions.size()),
          share(right, linked),
          share(right, linkable),
          1 - share(wronglyLinked, Math.max(1, nils)));
    }
  }
}
