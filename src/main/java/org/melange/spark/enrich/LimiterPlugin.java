package org.melange.spark.enrich;

import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Gives an application one budget for a service that all its executors ask: {@code
 * spark.plugins=org.melange.spark.enrich.LimiterPlugin}. The driver gives leave and keeps account,
 * executors ask for it over Spark's own connections. Does nothing until {@link ChatModelRef#open}.
 */
public final class LimiterPlugin implements SparkPlugin {

  @Override
  public DriverPlugin driverPlugin() {
    return new LimiterDriver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new LimiterExecutor();
  }
}
