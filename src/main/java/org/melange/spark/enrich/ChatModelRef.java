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
 * A reference to a language model. Created on the driver and serialized to tasks, which share one
 * client per JVM. It does not contain the API key; executors request it from the driver.
 */
public final class ChatModelRef implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final long POLL_NANOS = 200_000_000L;

  private final Endpoint endpoint;
  private final Retries retries;
  private final Duration keepAlive;

  private ChatModelRef(Endpoint endpoint, Retries retries, Duration keepAlive) {
    this.endpoint = endpoint;
    this.retries = retries;
    this.keepAlive = keepAlive;
  }

  /**
   * Opens the request budget of the application, or reuses the open one if its limits are equal. On
   * the driver.
   *
   * @throws ConfigException if the endpoint or the model is not set, or the key is invalid
   * @param warned receives the first warning of a task
   * @throws JobException if Spark was started without the {@link LimiterPlugin}
   */
  public static ChatModelRef open(Enrichment settings, Consumer<String> warned) {
    budget(settings).begin();
    driver().warnings(warned);
    return new ChatModelRef(
        endpoint(settings.service()), retries(settings.retries()), settings.service().keepAlive());
  }

  /** Sends a warning to the driver. In a task. */
  void warn(String warning) {
    LimiterExecutor.running().orElseThrow(ChatModelRef::noPlugin).warn(warning);
  }

  /** The client of this JVM, which callers must not close. In a task. */
  public ChatModel model() {
    HttpEngine.prepare(keepAlive);
    return LimiterExecutor.running().orElseThrow(ChatModelRef::noPlugin).model(endpoint, retries);
  }

  /**
   * Waits until this task attempt is the only one that works on a partition. In a task.
   *
   * @param partition its name, unique in the application
   */
  void awaitTurn(String partition, TaskContext task) {
    LimiterExecutor executor = LimiterExecutor.running().orElseThrow(ChatModelRef::noPlugin);
    PartitionLocks.Claim claim = new PartitionLocks.Claim(partition, task.taskAttemptId());
    while (!executor.claim(claim)) {
      task.killTaskIfInterrupted();
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /**
   * The batch client of the service. On the driver.
   *
   * @param journal directory with the records of open batches
   * @param progress receives messages for the user
   * @throws ConfigException if the endpoint or the model is not set, or the key is invalid
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

  /** A snapshot of the request budget. On the driver. */
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
        "Spark runs without the request limiter: set spark.plugins="
            + LimiterPlugin.class.getName());
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
        settings.service().requestTimeout().multipliedBy(2).plusMinutes(1));
  }
}
