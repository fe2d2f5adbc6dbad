package org.melange.job.train;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.melange.job.ImageReport;
import org.melange.job.cli.Console;
import org.melange.train.EpochListener;
import org.melange.train.EpochReport;
import org.melange.train.StepReport;

/** Prints the progress of a training: a bar every few seconds, a line per epoch. */
final class TrainingProgress implements EpochListener {

  private static final int BAR = 24;
  private static final long EVERY_NANOS = 5_000_000_000L;

  private final Console console;
  private final Supplier<List<ImageReport>> images;
  private long shown = System.nanoTime();

  TrainingProgress(Console console) {
    this(console, List::of);
  }

  /**
   * @param images reports of the collected images
   */
  TrainingProgress(Console console, Supplier<List<ImageReport>> images) {
    this.console = console;
    this.images = images;
  }

  @Override
  public void gathered(Map<String, Long> missingImages) {
    if (!missingImages.isEmpty()) {
      console.line("  missing images: " + missingImages);
    }
    images.get().forEach(report -> report.warn(console));
  }

  @Override
  public void step(StepReport report) {
    long now = System.nanoTime();
    if (now - shown > EVERY_NANOS) {
      shown = now;
      console.line(bar(report));
    }
  }

  /** The progress within an epoch as one line. */
  static String bar(StepReport report) {
    double share = (double) report.done() / report.examples();
    int full = (int) (share * BAR);
    return String.format(
        Locale.ROOT,
        "  epoch %d of %d [%s%s] %3.0f %%, loss %.4f, %.0f examples/s, about %.0f s left",
        report.epoch(),
        report.epochs(),
        "#".repeat(full),
        ".".repeat(BAR - full),
        100 * share,
        report.loss(),
        report.examplesPerSecond(),
        report.secondsLeft());
  }

  @Override
  public void epoch(EpochReport report) {
    console.line(
        String.format(
            Locale.ROOT,
            "  epoch %d: loss %.4f%s, %.0f examples/s, about %.0f s left",
            report.epoch(),
            report.loss().total(),
            report.mrr().isPresent()
                ? String.format(Locale.ROOT, ", validation MRR %.4f", report.mrr().getAsDouble())
                : "",
            report.examplesPerSecond(),
            report.secondsLeft()));
  }
}
