package org.melange.spark.enrich;

import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;
import org.melange.config.JavaBlas;

/**
 * A Spark plugin that limits the requests of all executors to one service: {@code
 * spark.plugins=org.melange.spark.enrich.LimiterPlugin}. The driver grants permits, and executors
 * request them over Spark's RPC. It has no effect until {@link ChatModelRef#open}.
 *
 * <p>On executors it also chooses the {@link JavaBlas}.
 */
public final class LimiterPlugin implements SparkPlugin {

  @Override
  public DriverPlugin driverPlugin() {
    return new LimiterDriver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    JavaBlas.prefer(); // a plugin comes before any task
    return new LimiterExecutor();
  }
}
