package org.melange.spark;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.melange.enrich.ApiKey;
import org.melange.enrich.BudgetDesk;
import org.melange.enrich.ChatModel;
import org.melange.enrich.Claims;
import org.melange.enrich.Endpoint;
import org.melange.enrich.HttpChatModel;
import org.melange.enrich.LeasingGovernor;
import org.melange.enrich.Retries;

/** An executor's half: the governor of its JVM, and the clients that its tasks share. */
final class GovernorExecutor implements ExecutorPlugin {

  private static volatile GovernorExecutor running;

  private final ConcurrentMap<Service, ChatModel> models = new ConcurrentHashMap<>();
  private PluginContext driver;
  private LeasingGovernor governor;

  private record Service(Endpoint endpoint, Retries retries) {}

  /** That of this JVM, if Spark started one. */
  static Optional<GovernorExecutor> running() {
    return Optional.ofNullable(running);
  }

  @Override
  public void init(PluginContext context, Map<String, String> fromDriver) {
    driver = context;
    running = this;
  }

  /** The client that asks {@code endpoint}, made when it is first wanted. */
  ChatModel model(Endpoint endpoint, Retries retries) {
    return models.computeIfAbsent(
        new Service(endpoint, retries),
        ignored ->
            new HttpChatModel(
                endpoint.with((ApiKey) ask(new GovernorDriver.KeyRequest())), retries, governor()));
  }

  /** Whether this attempt at a part of the work has it to itself now. */
  boolean claim(Claims.Claim claim) {
    return (Boolean) ask(claim);
  }

  /** Warns a person on the driver. */
  void warn(String warning) {
    ask(new GovernorDriver.Warning(warning));
  }

  private synchronized LeasingGovernor governor() {
    if (governor == null) {
      governor = new LeasingGovernor(driver.executorID(), wanted -> (BudgetDesk.Grant) ask(wanted));
    }
    return governor;
  }

  private Object ask(Object message) {
    try {
      return Parcel.unpack(driver.ask(Parcel.pack(message)));
    } catch (Exception e) {
      throw new IllegalStateException("the driver does not answer: " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized void shutdown() {
    if (running == this) {
      running = null;
    }
    models.values().forEach(ChatModel::close);
    if (governor != null) {
      governor.close();
    }
  }
}
