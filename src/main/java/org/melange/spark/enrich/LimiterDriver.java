package org.melange.spark.enrich;

import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.melange.enrich.budget.Limits;
import org.melange.enrich.budget.PartitionLocks;
import org.melange.enrich.budget.PermitService;
import org.melange.enrich.budget.RateLimiter;
import org.melange.enrich.chat.ApiKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver side of the plugin: the request budget, and the API key for executors. The key is not
 * in Spark's configuration, which is visible in the web UI. Spark calls it from one thread.
 */
final class LimiterDriver implements DriverPlugin {

  private static final Logger LOG = LoggerFactory.getLogger(LimiterDriver.class);

  /** An executor requests the API key. */
  record KeyRequest() implements Serializable {}

  /** An executor sends a warning for the user. */
  record Warning(String text) implements Serializable {}

  private static volatile LimiterDriver running;

  private final PartitionLocks claims = new PartitionLocks();
  private final AtomicReference<Consumer<String>> warnings = new AtomicReference<>();
  private volatile Open open;

  private record Open(Limits limits, RateLimiter budget, ApiKey key) {}

  /** The instance of this JVM, if Spark has created one. */
  static Optional<LimiterDriver> running() {
    return Optional.ofNullable(running);
  }

  @Override
  public Map<String, String> init(SparkContext context, PluginContext plugin) {
    context.addSparkListener(
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd ended) {
            claims.release(ended.taskInfo().taskId());
          }

          @Override
          public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
            Open current = open;
            if (current != null) {
              current.budget().lost(removed.executorId());
            }
          }
        });
    running = this;
    return Map.of();
  }

  /** The budget for {@code limits}; the open one if its limits are equal. */
  synchronized RateLimiter open(Limits limits, ApiKey key) {
    Open current = open;
    boolean same = current != null && current.limits().equals(limits);
    if (!same) {
      LOG.info(
          "request budget: {} requests and {} tokens a minute, {} in flight, {} USD (0: no limit)",
          limits.requestsPerMinute(),
          limits.tokensPerMinute(),
          limits.maxInFlight(),
          limits.money().budget());
    }
    open = new Open(limits, same ? current.budget() : new RateLimiter(limits), key);
    return open.budget();
  }

  /** Sets the receiver of the next warning of an executor; later warnings are dropped. */
  void warnings(Consumer<String> receiver) {
    warnings.set(receiver);
  }

  private Object warn(Warning warning) {
    Consumer<String> receiver = warnings.getAndSet(null);
    if (receiver != null) {
      receiver.accept(warning.text());
    }
    return receiver != null;
  }

  @Override
  public Object receive(Object message) {
    return JavaMessageCodec.pack(answer(JavaMessageCodec.unpack(message)));
  }

  private Object answer(Object message) {
    if (message instanceof PartitionLocks.Claim claim) {
      return claims.take(claim);
    }
    if (message instanceof Warning warning) {
      return warn(warning);
    }
    Open current = open;
    if (current == null) {
      throw new IllegalStateException("no budget is open");
    }
    if (message instanceof KeyRequest) {
      return current.key();
    }
    return current.budget().exchange((PermitService.Request) message);
  }

  @Override
  public void shutdown() {
    if (running == this) {
      running = null;
    }
  }
}
