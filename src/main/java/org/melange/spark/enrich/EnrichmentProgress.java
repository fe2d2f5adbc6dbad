package org.melange.spark.enrich;

import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.melange.config.Enrichment;
import org.melange.enrich.budget.BudgetState;

/**
 * Reports the progress of asking every few seconds: answers, rates and limits, cost, and time left.
 * Runs on the driver and reads the request budget of the application.
 */
final class EnrichmentProgress implements AutoCloseable {

  private static final int INTERVAL_SECONDS = 5;

  private final Enrichment settings;
  private final long asking;
  private final Consumer<String> progress;
  private final long before;
  private final long start = System.nanoTime();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "melange-asking-progress");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Starts to report.
   *
   * @param asking number of questions
   * @param progress receives one line per report
   */
  EnrichmentProgress(Enrichment settings, long asking, Consumer<String> progress) {
    this.settings = settings;
    this.asking = asking;
    this.progress = progress;
    this.before = ChatModelRef.state(settings).answered();
    clock.scheduleAtFixedRate(this::report, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
  }

  private void report() {
    BudgetState state = ChatModelRef.state(settings);
    progress.accept(
        line(
            settings.limits(),
            state,
            state.answered() - before,
            (System.nanoTime() - start) / 1e9));
  }

  private String line(Enrichment.Limits limits, BudgetState state, long answered, double seconds) {
    double left = answered == 0 ? 0 : seconds / answered * Math.max(0, asking - answered);
    return String.format(
        Locale.ROOT,
        "  %,d of %,d questions, %s requests and %s tokens in the last minute, %d in flight, %.4f USD%s%s",
        answered,
        asking,
        of(state.requestsInMinute(), limits.requestsPerMinute()),
        of(state.tokensInMinute(), limits.tokensPerMinute()),
        state.inFlight(),
        state.usd(),
        state.throttled() > 0 ? ", " + state.throttled() + " rate limited" : "",
        answered == 0 ? "" : String.format(Locale.ROOT, ", about %.0f s left", left));
  }

  private static String of(long now, long limit) {
    return limit == 0
        ? String.format(Locale.ROOT, "%,d", now)
        : String.format(Locale.ROOT, "%,d of %,d", now, limit);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
