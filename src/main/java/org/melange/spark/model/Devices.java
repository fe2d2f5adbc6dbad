package org.melange.spark.model;

import ai.djl.Device;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.melange.config.FeatureSettings.DeviceChoice;
import org.melange.config.TensorEngine;
import org.melange.link.model.LinkingModel;
import org.melange.run.JobException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The device that a task computes on: the GPU that Spark's resource scheduling assigns to it, or
 * the CPU. If a GPU is requested and not available, that is an error, not a run on the CPU.
 */
final class Devices {

  private static final Logger LOG = LoggerFactory.getLogger(Devices.class);
  private static final String GPU = "gpu";
  private static final String TASK_AMOUNT = "spark.task.resource.gpu.amount";
  private static final String HOW =
      "set spark.executor.resource.gpu.amount and "
          + TASK_AMOUNT
          + " (deploy/README.md), or features.task-gpus, or features.device = auto";

  private Devices() {}

  /**
   * The device that this task works on.
   *
   * @throws JobException if a GPU was asked for and Spark gave none, or libtorch cannot use it
   */
  static Device ofTask(DeviceChoice choice) {
    Device device = given(choice);
    if (device.isGpu() && device.getDeviceId() >= LinkingModel.gpus()) {
      throw JobException.usage(
          String.format(
              Locale.ROOT,
              "Spark gave this task GPU %d, but libtorch sees %d GPUs here: put DJL's CUDA natives"
                  + " on the class path (deploy/README.md), or set features.device = cpu",
              device.getDeviceId(),
              LinkingModel.gpus()));
    }
    return device;
  }

  /**
   * The device that Spark gave this task; whether libtorch can use it is another question.
   *
   * @throws JobException if a GPU was asked for and Spark gave none
   */
  static Device given(DeviceChoice choice) {
    Optional<String> address = choice == DeviceChoice.CPU ? Optional.empty() : address();
    if (address.isEmpty() && choice == DeviceChoice.GPU) {
      throw JobException.usage("features.device = gpu, but Spark gave this task none: " + HOW);
    }
    Device device = address.map(gpu -> Device.gpu(Integer.parseInt(gpu))).orElse(Device.cpu());
    LOG.debug("A task with features.device={} computes on {}", choice, device);
    return device;
  }

  /** The address of the GPU that Spark gave this task, if it gave one. */
  private static Optional<String> address() {
    TaskContext task = TaskContext.get();
    Map<String, ResourceInformation> resources = task == null ? Map.of() : task.resourcesJMap();
    return Optional.ofNullable(resources.get(GPU)).map(gpu -> gpu.addresses()[0]);
  }

  /**
   * Checks on the driver, before anything runs, that tasks are assigned what is requested.
   *
   * @param taskGpus the share of a GPU that the stage requests itself
   * @throws JobException if a GPU is requested and tasks are assigned none
   */
  static void requireAvailable(DeviceChoice choice, double taskGpus, SparkConf conf) {
    if (choice == DeviceChoice.GPU && taskGpus == 0 && conf.getDouble(TASK_AMOUNT, 0) == 0) {
      throw JobException.usage("features.device = gpu, but Spark gives tasks none: " + HOW);
    }
  }

  /** The device of work that the driver does itself. */
  static Device ofDriver(DeviceChoice choice) {
    TensorEngine.prepare(Runtime.getRuntime().availableProcessors());
    int gpus = choice == DeviceChoice.CPU ? 0 : LinkingModel.gpus();
    if (choice == DeviceChoice.GPU && gpus == 0) {
      throw JobException.usage("features.device = gpu, but the driver has none");
    }
    Device device = gpus > 0 ? Device.gpu(0) : Device.cpu();
    LOG.info("The driver computes on {}", device);
    return device;
  }
}
