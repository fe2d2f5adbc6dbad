package org.melange.spark;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.melange.config.Settings.DeviceChoice;
import org.melange.config.TensorEngine;
import org.melange.link.LinkingModel;
import org.melange.link.ModelConfig;
import org.melange.run.JobException;

/** The models of this JVM: loaded once for each device and shared by all tasks. */
final class Models {

  private Models() {}

  /**
   * The model at {@code uri}, on the device that this task may use.
   *
   * @param version what the model's manifest must say; null where any will do
   * @param threads for tensor operations of one task on a CPU; 0 shares the executor's cores among
   *     its tasks
   */
  static LinkingModel get(String uri, String version, DeviceChoice choice, int threads) {
    TensorEngine.prepare(threads > 0 ? threads : coresOfTask());
    Device device = device(choice);
    return PerJvm.get(
        "model " + uri + " " + version + " " + device,
        () -> LinkingModel.load(folder(uri, version), device));
  }

  /** The manifest's version of the model at {@code uri}. */
  static String version(String uri) {
    return HadoopFiles.manifest(uri, "model").version();
  }

  /** The shapes of the model at {@code uri}. */
  static ModelConfig config(String uri) {
    try {
      return ModelConfig.parse(HadoopFiles.read(uri + "/config.json"));
    } catch (IOException e) {
      throw HadoopFiles.failure("reading the model " + uri, e);
    }
  }

  /**
   * A folder on this machine with the model's files: themselves, or a copy where they lie
   * elsewhere.
   */
  static Path folder(String uri, String version) {
    try {
      return HadoopFiles.local(uri)
          .orElseGet(() -> PerJvm.get("files of model " + uri + " " + version, () -> fetch(uri)));
    } catch (IOException e) {
      throw HadoopFiles.failure("reading the model " + uri, e);
    }
  }

  private static Path fetch(String uri) {
    Path folder = Scratch.folder("melange-model").resolve("model");
    org.apache.hadoop.fs.Path from = new org.apache.hadoop.fs.Path(uri);
    try {
      HadoopFiles.fileSystem(from)
          .copyToLocalFile(false, from, new org.apache.hadoop.fs.Path(folder.toUri()), true);
      return folder;
    } catch (IOException e) {
      throw HadoopFiles.failure("fetching the model " + uri, e);
    }
  }

  private static Device device(DeviceChoice choice) {
    TaskContext task = TaskContext.get();
    Map<String, ResourceInformation> resources = task == null ? Map.of() : task.resourcesJMap();
    ResourceInformation gpu = resources.get("gpu");
    if (choice == DeviceChoice.CPU || (choice == DeviceChoice.AUTO && gpu == null)) {
      return Device.cpu();
    }
    if (gpu == null) {
      throw new IllegalStateException(
          "features.device = gpu, but Spark gave this task none: set spark.executor.resource.gpu.amount and"
              + " spark.task.resource.gpu.amount, or features.device = auto");
    }
    return Device.gpu(Integer.parseInt(gpu.addresses()[0]));
  }

  /** The device of work that the driver does itself. */
  static Device driverDevice(DeviceChoice choice) {
    TensorEngine.prepare(Runtime.getRuntime().availableProcessors());
    int gpus = choice == DeviceChoice.CPU ? 0 : LinkingModel.gpus();
    if (choice == DeviceChoice.GPU && gpus == 0) {
      throw JobException.usage("features.device = gpu, but the driver has none");
    }
    return gpus > 0 ? Device.gpu(0) : Device.cpu();
  }

  private static int coresOfTask() {
    return SparkEnv.get().conf().getInt("spark.task.cpus", 1);
  }
}
