package org.melange.spark.enrich;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.spark.TaskContext;
import org.melange.config.ConfigException;
import org.melange.config.Enrichment;
import org.melange.config.HttpEngine;
import org.melange.config.Secrets;
import org.melange.enrich.batch.BatchModel;
import org.melange.enrich.batch.BatchOptions;
import org.melange.enrich.budget.BudgetState;
import org.melange.enrich.budget.Limits;
import org.melange.enrich.budget.Money;
import org.melange.enrich.budget.PartitionLocks;
import org.melange.enrich.budget.RateLimiter;
import org.melange.enrich.chat.ApiKey;
import org.melange.enrich.chat.ChatModel;
import org.melange.enrich.chat.Endpoint;
import org.melange.enrich.chat.Retries;
import org.melange.run.JobException;

/**
 * A service that tasks ask. Made on the driver, carried to tasks (without the key, which executors
 * fetch from the driver when they need it), and there one client a JVM.
 */
public final class ChatModelRef implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final long TURN_NANOS = 200_000_000L;

  private final Endpoint endpoint;
  private final Retries retries;
  private final Duration keepAlive;

  private ChatModelRef(Endpoint endpoint, Retries retries, Duration keepAlive) {
    this.endpoint = endpoint;
    this.retries = retries;
    this.keepAlive = keepAlive;
  }

  /**
   * Opens the budget of this application for the service that {@code settings} name, or goes on
   * with the open one if its limits are the same. On the driver.
   *
   * @throws ConfigException if there is no endpoint or model, or the key cannot be used
   * @param warned is told once if tasks have something to warn of
   * @throws JobException if Spark was started without the {@link LimiterPlugin}
   */
  public static ChatModelRef open(Enrichment settings, Consumer<String> warned) {
    budget(settings).begin();
    driver().warnings(warned);
    return new ChatModelRef(
        endpoint(settings.service()), retries(settings.retries()), settings.service().keepAlive());
  }

  /** Warns a person on the driver. In a task. */
  void warn(String warning) {
    LimiterExecutor.running().orElseThrow(ChatModelRef::noPlugin).warn(warning);
  }

  /** The client of this JVM. In a task; whoever asks must not close it. */
  public ChatModel model() {
    HttpEngine.prepare(keepAlive);
    return LimiterExecutor.running().orElseThrow(ChatModelRef::noPlugin).model(endpoint, retries);
  }

  /**
   * Waits until this attempt at a part of the work has it to itself; until then another one may be
   * asking. In a task.
   *
   * @param part of the work, of this run
   */
  void awaitTurn(String part, TaskContext task) {
    LimiterExecutor executor = LimiterExecutor.running().orElseThrow(ChatModelRef::noPlugin);
    PartitionLocks.Claim claim = new PartitionLocks.Claim(part, task.taskAttemptId());
    while (!executor.claim(claim)) {
      task.killTaskIfInterrupted();
      LockSupport.parkNanos(TURN_NANOS);
    }
  }

  /**
   * The service by batch files. On the driver.
   *
   * @param journal the folder that remembers batches between runs
   * @param progress what people are told while they wait
   * @throws ConfigException if there is no endpoint or model, or the key cannot be used
   */
  public static BatchModel batches(Enrichment settings, String journal, Consumer<String> progress) {
    HttpEngine.prepare(settings.service().keepAlive());
    Enrichment.Batch batch = settings.batch();
    Money full = limits(settings).money();
    return new BatchModel(
        endpoint(settings.service()).with(key(settings.service())),
        retries(settings.retries()),
        new BatchOptions(
            batch.maxRequests(),
            batch.maxBytes(),
            batch.maxInFlight(),
            batch.pollInterval(),
            batch.abandonForeign()),
        full.times(batch.priceFactor()),
        new BatchDirectory(journal),
        progress);
  }

  /** How the budget of {@code settings} stands. On the driver. */
  public static BudgetState state(Enrichment settings) {
    return budget(settings).state();
  }

  private static RateLimiter budget(Enrichment settings) {
    return driver().open(limits(settings), key(settings.service()));
  }

  private static LimiterDriver driver() {
    return LimiterDriver.running().orElseThrow(ChatModelRef::noPlugin);
  }

  private static JobException noPlugin() {
    return JobException.usage(
        "Spark runs without the governor: set spark.plugins=" + LimiterPlugin.class.getName());
  }

  private static ApiKey key(Enrichment.Service service) {
    try {
      return ApiKey.of(Secrets.read(service.apiKeyFile(), service.apiKeyEnv()));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(List.of(e.getMessage()));
    }
  }

  private static Endpoint endpoint(Enrichment.Service service) {
    if (service.endpoint().isEmpty() || service.model().isEmpty()) {
      throw new ConfigException(List.of("'enrich.endpoint' and 'enrich.model' must be set"));
    }
    return new Endpoint(
        URI.create(service.endpoint()),
        service.model(),
        service.parameters(),
        service.maxTokensField(),
        service.headers(),
        service.apiKeyHeader(),
        ApiKey.NONE,
        new Endpoint.Timeouts(service.connectTimeout(), service.requestTimeout()));
  }

  private static Retries retries(Enrichment.Retries retries) {
    return new Retries(retries.maxAttempts(), retries.initialBackoff(), retries.maxBackoff());
  }

  private static Limits limits(Enrichment settings) {
    Enrichment.Limits limits = settings.limits();
    return new Limits(
        limits.requestsPerMinute(),
        limits.tokensPerMinute(),
        limits.maxInFlight(),
        new Money(
            limits.budgetUsd(),
            limits.inputUsdPerMillionTokens(),
            limits.outputUsdPerMillionTokens()),
        limits.maxNetworkDelay(),
        settings.retries().maxUnavailable(),
        settings.service().requestTimeout().multipliedBy(2).plusMinutes(1),
        Duration.ofMinutes(1));
  }
}
