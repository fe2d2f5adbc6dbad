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

/**
 * The driver's half: the budget, and the key for executors that ask for it. Neither is part of
 * Spark's configuration, which everybody may see. Spark calls it from one thread.
 */
final class LimiterDriver implements DriverPlugin {

  /** What an executor asks for when it first needs the key. */
  record KeyRequest() implements Serializable {}

  /** What an executor has a person warned of. */
  record Warning(String text) implements Serializable {}

  private static volatile LimiterDriver running;

  private final PartitionLocks claims = new PartitionLocks();
  private final AtomicReference<Consumer<String>> warnings = new AtomicReference<>();
  private volatile Desk desk;

  private record Desk(Limits limits, RateLimiter budget, ApiKey key) {}

  /** That of this JVM's application, if it has one. */
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
            Desk open = desk;
            if (open != null) {
              open.budget().lost(removed.executorId());
            }
          }
        });
    running = this;
    return Map.of();
  }

  /** The budget for {@code limits}: the one that is open if they are the same. */
  synchronized RateLimiter open(Limits limits, ApiKey key) {
    Desk open = desk;
    boolean same = open != null && open.limits().equals(limits);
    desk = new Desk(limits, same ? open.budget() : new RateLimiter(limits), key);
    return desk.budget();
  }

  /** Names who is told the next warning of an executor; further ones are not told. */
  void warnings(Consumer<String> told) {
    warnings.set(told);
  }

  private Object warn(Warning warning) {
    Consumer<String> told = warnings.getAndSet(null);
    if (told != null) {
      told.accept(warning.text());
    }
    return told != null;
  }

  @Override
  public Object receive(Object parcel) {
    return JavaMessageCodec.pack(answer(JavaMessageCodec.unpack(parcel)));
  }

  private Object answer(Object message) {
    if (message instanceof PartitionLocks.Claim claim) {
      return claims.take(claim);
    }
    if (message instanceof Warning warning) {
      return warn(warning);
    }
    Desk open = desk;
    if (open == null) {
      throw new IllegalStateException("no budget is open");
    }
    if (message instanceof KeyRequest) {
      return open.key();
    }
    return open.budget().exchange((PermitService.Ask) message);
  }

  @Override
  public void shutdown() {
    if (running == this) {
      running = null;
    }
  }
}
