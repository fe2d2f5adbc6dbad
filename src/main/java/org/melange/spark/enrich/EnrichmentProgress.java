package org.melange.spark.enrich;

import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.melange.config.Enrichment;
import org.melange.enrich.budget.BudgetState;

/**
 * Tells a person how far asking is, every few seconds: answers, the rate against the quota, money
 * so far, time left. On the driver, from the account that all executors settle with.
 */
final class EnrichmentProgress implements AutoCloseable {

  private static final int EVERY_SECONDS = 5;

  private final Enrichment settings;
  private final long asking;
  private final Consumer<String> told;
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
   * Begins to tell.
   *
   * @param asking how many questions there are
   */
  EnrichmentProgress(Enrichment settings, long asking, Consumer<String> told) {
    this.settings = settings;
    this.asking = asking;
    this.told = told;
    this.before = ChatModelRef.state(settings).answered();
    clock.scheduleAtFixedRate(this::tell, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  private void tell() {
    BudgetState state = ChatModelRef.state(settings);
    told.accept(
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
        "  %,d of %,d questions, %s requests and %s tokens in the last minute, %d on their way, %.4f USD%s%s",
        answered,
        asking,
        of(state.requestsInMinute(), limits.requestsPerMinute()),
        of(state.tokensInMinute(), limits.tokensPerMinute()),
        state.inFlight(),
        state.usd(),
        state.throttled() > 0 ? ", " + state.throttled() + " refused for too many" : "",
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
