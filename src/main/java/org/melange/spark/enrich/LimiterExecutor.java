package org.melange.spark.enrich;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.melange.enrich.budget.PartitionLocks;
import org.melange.enrich.budget.PermitService;
import org.melange.enrich.budget.RemoteRequestLimiter;
import org.melange.enrich.chat.ApiKey;
import org.melange.enrich.chat.ChatModel;
import org.melange.enrich.chat.Endpoint;
import org.melange.enrich.chat.HttpChatModel;
import org.melange.enrich.chat.Retries;

/**
 * The executor side of the plugin: the limiter of the JVM, and the clients that its tasks share.
 */
final class LimiterExecutor implements ExecutorPlugin {

  private static volatile LimiterExecutor running;

  private final ConcurrentMap<Service, ChatModel> models = new ConcurrentHashMap<>();
  private PluginContext driver;
  private RemoteRequestLimiter limiter;

  private record Service(Endpoint endpoint, Retries retries) {}

  /** The instance of this JVM, if Spark has created one. */
  static Optional<LimiterExecutor> running() {
    return Optional.ofNullable(running);
  }

  @Override
  public void init(PluginContext context, Map<String, String> fromDriver) {
    driver = context;
    running = this;
  }

  /** The client of {@code endpoint}, created on first use. */
  ChatModel model(Endpoint endpoint, Retries retries) {
    return models.computeIfAbsent(
        new Service(endpoint, retries),
        ignored ->
            new HttpChatModel(
                endpoint.with((ApiKey) ask(new LimiterDriver.KeyRequest())), retries, limiter()));
  }

  /** Whether this task attempt has the partition now. */
  boolean claim(PartitionLocks.Claim claim) {
    return (Boolean) ask(claim);
  }

  /** Sends a warning to the driver. */
  void warn(String warning) {
    ask(new LimiterDriver.Warning(warning));
  }

  private synchronized RemoteRequestLimiter limiter() {
    if (limiter == null) {
      limiter =
          new RemoteRequestLimiter(
              driver.executorID(), wanted -> (PermitService.Response) ask(wanted));
    }
    return limiter;
  }

  private Object ask(Object message) {
    try {
      return JavaMessageCodec.unpack(driver.ask(JavaMessageCodec.pack(message)));
    } catch (Exception e) {
      throw new IllegalStateException("the driver does not respond: " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized void shutdown() {
    if (running == this) {
      running = null;
    }
    models.values().forEach(ChatModel::close);
    if (limiter != null) {
      limiter.close();
    }
  }
}
