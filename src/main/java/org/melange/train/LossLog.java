package org.melange.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.melange.run.LineChart;
import org.melange.run.LineChart.Axis;
import org.melange.run.LineChart.Point;
import org.melange.run.WholeFile;

/** The losses of a training, epoch by epoch, as a table and as a chart. */
public final class LossLog {

  /** The name of the table. */
  public static final String CSV = "losses.csv";

  /** The name of the chart. */
  public static final String SVG = "losses.svg";

  private LossLog() {}

  /**
   * Writes both files, replacing earlier ones.
   *
   * @param directory where to
   * @param history all epochs so far, at least one
   * @throws UncheckedIOException if they cannot be written
   */
  public static void write(Path directory, List<EpochReport> history) {
    try {
      WholeFile.write(directory.resolve(CSV), csv(history));
      WholeFile.write(directory.resolve(SVG), svg(history));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the losses to " + directory, e);
    }
  }

  /**
   * One line per epoch: epoch, loss, its parts, mrr (empty if not measured), examples per second.
   */
  static String csv(List<EpochReport> history) {
    List<String> parts = List.copyOf(history.get(0).loss().parts().keySet());
    StringBuilder csv = new StringBuilder("epoch,loss");
    parts.forEach(part -> csv.append(",loss_").append(part));
    csv.append(",mrr,examples_per_second\n");
    for (EpochReport report : history) {
      csv.append(report.epoch()).append(',').append(report.loss().total());
      parts.forEach(part -> csv.append(',').append(report.loss().parts().get(part)));
      csv.append(',').append(report.mrr().isPresent() ? report.mrr().getAsDouble() : "");
      csv.append(String.format(Locale.ROOT, ",%.2f\n", report.examplesPerSecond()));
    }
    return csv.toString();
  }

  /** Loss and parts on the left axis, MRR on the right one, from 0 to 1. */
  static String svg(List<EpochReport> history) {
    double top =
        history.stream().mapToDouble(report -> report.loss().total()).max().orElse(1) * 1.05;
    LineChart chart =
        new LineChart(
            Axis.counting(history.size(), "epoch"),
            Axis.upTo(Math.max(top, 1e-9), "loss"),
            Axis.ofShares("MRR"));
    chart.line("loss", points(history, report -> report.loss().total()));
    for (String part : history.get(0).loss().parts().keySet()) {
      chart.line(part, points(history, report -> report.loss().parts().get(part)));
    }
    List<Point> measured =
        history.stream()
            .filter(report -> report.mrr().isPresent())
            .map(report -> new Point(report.epoch(), report.mrr().getAsDouble()))
            .toList();
    if (!measured.isEmpty()) {
      chart.rightLine("MRR", measured);
    }
    return chart.render();
  }

  private static List<Point> points(
      List<EpochReport> history, ToDoubleFunction<EpochReport> value) {
    return history.stream()
        .map(report -> new Point(report.epoch(), value.applyAsDouble(report)))
        .toList();
  }
}
