package org.melange.spark;

import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Gives an application one budget for a service that all its executors ask: {@code
 * spark.plugins=org.melange.spark.GovernorPlugin}. The driver gives leave and keeps account,
 * executors ask for it over Spark's own connections. Does nothing until {@link ChatModelRef#open}.
 */
public final class GovernorPlugin implements SparkPlugin {

  @Override
  public DriverPlugin driverPlugin() {
    return new GovernorDriver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new GovernorExecutor();
  }
}
