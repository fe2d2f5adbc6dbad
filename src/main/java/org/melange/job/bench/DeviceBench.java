package org.melange.job.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.cli.Sessions;
import org.melange.run.Summary;
import org.melange.spark.model.DeviceReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jobs/bench devices}: which devices tasks are given. */
@Command(
    name = "devices",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 110,
    showDefaultValues = true,
    description = {
      "Tells which devices the tasks of the feature stage would work on, with the Spark settings given: to be",
      "run before a long job is.",
      ""
    })
final class DeviceBench implements Callable<Summary> {

  @Option(names = "--tasks", paramLabel = "N", description = "Tasks that are asked.")
  int tasks = 8;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting: features.device, features.task-gpus.")
  List<String> overrides = List.of();

  @Override
  public Summary call() {
    Settings settings = Settings.load(Optional.empty(), overrides);
    SparkSession spark = Sessions.open("bench devices");
    try {
      Map<String, Long> devices = DeviceReport.run(spark, settings.features(), tasks);
      devices.forEach((device, count) -> System.err.println(count + " tasks: " + device));
      return Summary.empty().with("tasks", tasks).with("devices", devices);
    } finally {
      spark.stop();
    }
  }
}
