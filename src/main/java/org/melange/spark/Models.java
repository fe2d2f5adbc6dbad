package org.melange.spark;

import ai.djl.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.melange.config.Settings.DeviceChoice;
import org.melange.config.TensorThreads;
import org.melange.link.LinkingModel;
import org.melange.link.ModelConfig;

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
    TensorThreads.limit(threads > 0 ? threads : coresOfTask());
    Device device = device(choice);
    return PerJvm.get(
        "model " + uri + " " + version + " " + device,
        () -> LinkingModel.load(local(uri, version), device));
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
      throw new UncheckedIOException("reading the model " + uri, e);
    }
  }

  /**
   * A folder on this machine with the model's files: themselves, or a copy where they lie
   * elsewhere.
   */
  static Path local(String uri, String version) {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(uri);
    try {
      FileSystem fs = HadoopFiles.fileSystem(path);
      if (fs instanceof LocalFileSystem) {
        return Path.of(fs.makeQualified(path).toUri().getPath());
      }
      return PerJvm.get("files of model " + uri + " " + version, () -> fetch(fs, path));
    } catch (IOException e) {
      throw new UncheckedIOException("reading the model " + uri, e);
    }
  }

  private static Path fetch(FileSystem fs, org.apache.hadoop.fs.Path path) {
    try {
      Path folder = java.nio.file.Files.createTempDirectory("melange-model");
      fs.copyToLocalFile(
          false, path, new org.apache.hadoop.fs.Path(folder.resolve("model").toUri()), true);
      return folder.resolve("model");
    } catch (IOException e) {
      throw new UncheckedIOException("fetching the model " + path, e);
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

  private static int coresOfTask() {
    return SparkEnv.get().conf().getInt("spark.task.cpus", 1);
  }
}
