package org.melange.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.melange.report.BarChart.Tally;
import org.melange.report.SampleStrata.Group;

/**
 * The links of a run, counted by what a report shows. Counts are exact, so nothing here depends on
 * how the links are partitioned.
 *
 * @param cells the counts; every link is in one cell
 */
public record LinkCounts(List<Cell> cells) {

  /** Bins of the confidence from 0 to 1. */
  public static final int CONFIDENCE_BINS = 100;

  /** The bin of a link that has no such value. */
  public static final int NO_BIN = Integer.MAX_VALUE;

  /** Bins of the margin for each doubling of its value. */
  public static final int MARGIN_BINS_PER_DOUBLING = 8;

  private static final int COLUMNS = 20;
  private static final double DOUBTFUL_SHARE = 0.1;
  private static final double MAX_DOUBTFUL_SHARE = 0.5;

  /**
   * Links that agree in everything that is counted.
   *
   * @param wrong whether they are known to be wrong
   * @param nil whether they have no entity
   * @param confidence the bin of their confidence, or {@link #NO_BIN}
   * @param margin the bin of their margin where they have no confidence, or {@link #NO_BIN}
   * @param image their image status
   * @param description their enrichment status
   * @param described whether they have a description
   * @param count how many they are
   */
  public record Cell(
      boolean wrong,
      boolean nil,
      int confidence,
      int margin,
      String image,
      String description,
      boolean described,
      long count) {}

  /**
   * Which links count as doubtful: those in a lower bin.
   *
   * @param byConfidence whether confidences decide, else margins
   * @param below the first bin that is not doubtful
   */
  public record Doubt(boolean byConfidence, int below) {

    private boolean covers(Cell cell) {
      return (byConfidence ? cell.confidence() : cell.margin()) < below;
    }
  }

  /** Copies the list. */
  public LinkCounts {
    cells = List.copyOf(cells);
  }

  /** The number of links. */
  public long all() {
    return sum(cell -> true);
  }

  /** The number of links without an entity. */
  public long nil() {
    return sum(Cell::nil);
  }

  /** The number of links whose image was used. */
  public long withImage() {
    return sum(cell -> cell.image().equals("ok"));
  }

  /** The number of links whose mention got a description. */
  public long described() {
    return sum(Cell::described);
  }

  private long sum(Predicate<Cell> which) {
    return cells.stream().filter(which).mapToLong(Cell::count).sum();
  }

  /** Links by image status. */
  public BarChart images() {
    return BarChart.of("Images of the mentions", tallies(Cell::image), Meanings.IMAGES);
  }

  /** Links by enrichment status. */
  public BarChart descriptions() {
    return BarChart.of(
        "Descriptions of the mentions", tallies(Cell::description), Meanings.DESCRIPTIONS);
  }

  private Map<String, Tally> tallies(Function<Cell, String> by) {
    return cells.stream()
        .collect(Collectors.toMap(by, LinkCounts::tally, Tally::plus, TreeMap::new));
  }

  private static Tally tally(Cell cell) {
    return cell.nil() ? new Tally(0, cell.count()) : new Tally(cell.count(), 0);
  }

  /** The confidences; empty if no link has one. */
  public Optional<Histogram> confidences() {
    List<Tally> bins = new ArrayList<>(Collections.nCopies(COLUMNS, new Tally(0, 0)));
    cells.stream()
        .filter(cell -> cell.confidence() != NO_BIN)
        .forEach(
            cell -> {
              int bin = cell.confidence() * COLUMNS / CONFIDENCE_BINS;
              bins.set(bin, bins.get(bin).plus(tally(cell)));
            });
    return BarChart.most(bins) == 0 ? Optional.empty() : Optional.of(Histogram.of(bins));
  }

  /**
   * The tenth of the links with the lowest confidence, or without a calibration with the smallest
   * margin, in whole bins. Empty if that would be more than half of the links, because then they do
   * not differ.
   */
  public Optional<Doubt> doubt() {
    boolean calibrated = linked().stream().anyMatch(cell -> cell.confidence() != NO_BIN);
    ToIntFunction<Cell> bin = calibrated ? Cell::confidence : Cell::margin;
    TreeMap<Integer, Long> bins = new TreeMap<>();
    linked().forEach(cell -> bins.merge(bin.applyAsInt(cell), cell.count(), Long::sum));
    bins.remove(NO_BIN);
    double all = linked().stream().mapToLong(Cell::count).sum();
    long below = 0;
    for (Map.Entry<Integer, Long> next : bins.entrySet()) {
      below += next.getValue();
      if (below >= DOUBTFUL_SHARE * all) {
        return below > MAX_DOUBTFUL_SHARE * all
            ? Optional.empty()
            : Optional.of(new Doubt(calibrated, next.getKey() + 1));
      }
    }
    return Optional.empty();
  }

  private List<Cell> linked() {
    return cells.stream().filter(cell -> !cell.nil()).toList();
  }

  /** The sizes of the strata of a sample. */
  public Map<String, Long> strata(Optional<Doubt> doubt) {
    return cells.stream()
        .collect(
            Collectors.toMap(
                cell -> SampleStrata.name(group(cell, doubt), cell.image()),
                Cell::count,
                Long::sum,
                TreeMap::new));
  }

  private static Group group(Cell cell, Optional<Doubt> doubt) {
    if (cell.wrong()) {
      return Group.WRONG;
    }
    if (cell.nil()) {
      return Group.NIL;
    }
    if (doubt.isPresent() && doubt.get().covers(cell)) {
      return Group.DOUBTFUL;
    }
    return SampleStrata.NOTHING_WRONG.contains(cell.image()) ? Group.PLAIN : Group.IMAGE;
  }
}
