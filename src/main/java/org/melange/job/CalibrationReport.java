package org.melange.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.melange.eval.Confidences;
import org.melange.link.calibrate.Calibration;
import org.melange.run.HtmlPage;
import org.melange.run.LineChart;
import org.melange.run.LineChart.Axis;
import org.melange.run.LineChart.Point;
import org.melange.spark.io.OutputDirectory;

/**
 * Writes a calibration as {@code calibration.json}, Markdown and HTML, and its two curves as CSV
 * and SVG.
 *
 * @param calibration the calibration of the model
 * @param result its evaluation
 * @param how what the evaluation is from, such as cross-validation
 * @param provenance further lines of the report
 */
record CalibrationReport(
    Calibration calibration,
    CalibrationFolds.Result result,
    String how,
    Map<String, Object> provenance) {

  /** Thresholds that the table shows. */
  private static final List<Double> STEPS =
      List.of(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99);

  void write(String folder) {
    OutputDirectory.write(folder, Calibration.FILE, calibration.toJson());
    OutputDirectory.write(folder, "calibration.md", markdown() + origin());
    OutputDirectory.write(folder, "calibration.html", html());
    OutputDirectory.write(folder, "precision-coverage.csv", curveCsv());
    OutputDirectory.write(folder, "precision-coverage.svg", curveSvg());
    OutputDirectory.write(folder, "reliability.csv", binsCsv());
    OutputDirectory.write(folder, "reliability.svg", binsSvg());
  }

  /** Precision and coverage of each threshold; the chosen one is last. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    headings().forEach(heading -> text.append("| ").append(heading).append(' '));
    text.append("|\n").append("| --- ".repeat(headings().size())).append("|\n");
    rows()
        .forEach(
            row -> {
              row.forEach(cell -> text.append("| ").append(cell).append(' '));
              text.append("|\n");
            });
    return text
        + String.format(
            Locale.ROOT,
            "\nExpected calibration error %.4f (%s), from %s.\n",
            result.judged().calibrationError(),
            calibration.curve().method(),
            how);
  }

  private static List<String> headings() {
    return List.of("threshold", "links", "coverage", "precision", "recall", "NIL recall");
  }

  private List<List<String>> rows() {
    List<List<String>> rows =
        new ArrayList<>(
            STEPS.stream().map(step -> row(percent(step), result.judged().at(step))).toList());
    rows.add(row("**" + percent(calibration.threshold()) + "** (chosen)", result.point()));
    return rows;
  }

  private static List<String> row(String name, Confidences.Point point) {
    return List.of(
        name,
        String.valueOf(point.linked()),
        percent(point.coverage()),
        percent(point.precision()),
        percent(point.recall()),
        percent(point.nilFound()));
  }

  private String origin() {
    StringBuilder text = new StringBuilder("\n");
    text.append("- calibration_version: ").append(calibration.version()).append('\n');
    text.append("- model_version: ").append(calibration.modelVersion()).append('\n');
    text.append("- kb_version: ").append(calibration.kbVersion()).append('\n');
    provenance.forEach(
        (key, value) -> text.append("- ").append(key).append(": ").append(value).append('\n'));
    return text.toString();
  }

  private String html() {
    HtmlPage page = new HtmlPage("Calibration");
    page.table(
        headings(),
        rows().stream()
            .map(row -> row.stream().map(c -> HtmlPage.text(c.replace("*", ""))).toList())
            .toList());
    page.chart(curveSvg());
    page.chart(binsSvg());
    origin().lines().filter(line -> !line.isEmpty()).forEach(page::paragraph);
    return page.render();
  }

  private String curveCsv() {
    StringBuilder csv =
        new StringBuilder("min_confidence,links,coverage,precision,recall,nil_recall\n");
    for (Confidences.Point p : result.judged().curve()) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%.6f,%d,%.6f,%.6f,%.6f,%.6f%n",
              p.threshold(),
              p.linked(),
              p.coverage(),
              p.precision(),
              p.recall(),
              p.nilFound()));
    }
    return csv.toString();
  }

  private String curveSvg() {
    List<Confidences.Point> curve = result.judged().curve();
    return chart("coverage: share of mentions linked", "precision: share of links right")
        .line("precision", curve.stream().map(p -> new Point(p.coverage(), p.precision())).toList())
        .line("NIL found", curve.stream().map(p -> new Point(p.coverage(), p.nilFound())).toList())
        .render();
  }

  private String binsCsv() {
    StringBuilder csv = new StringBuilder("low,high,mentions,mean_confidence,accuracy\n");
    for (Confidences.Bin bin : result.judged().bins()) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%.1f,%.1f,%d,%.6f,%.6f%n",
              bin.low(),
              bin.high(),
              bin.mentions(),
              bin.confidence(),
              bin.right()));
    }
    return csv.toString();
  }

  private String binsSvg() {
    return chart("mean confidence", "share of links right")
        .line(
            "observed",
            result.judged().bins().stream()
                .map(bin -> new Point(bin.confidence(), bin.right()))
                .toList())
        .line("ideal", List.of(new Point(0, 0), new Point(1, 1)))
        .render();
  }

  private static LineChart chart(String horizontal, String vertical) {
    return new LineChart(Axis.ofShares(horizontal), Axis.ofShares(vertical));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
