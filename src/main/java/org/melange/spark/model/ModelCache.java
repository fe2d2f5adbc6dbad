package org.melange.spark.model;

import ai.djl.Device;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.melange.config.TensorEngine;
import org.melange.config.VerifySettings.Checksums;
import org.melange.link.model.ContentHashes;
import org.melange.link.model.LinkingModel;
import org.melange.link.model.ModelConfig;
import org.melange.link.model.ModelDirectory;
import org.melange.link.model.Scoring;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.JvmSingletons;
import org.melange.spark.io.ListedFiles;
import org.melange.spark.io.TempDirectories;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The models of this JVM: loaded once for each device and shared by all tasks. */
public final class ModelCache {

  private static final Logger LOG = LoggerFactory.getLogger(ModelCache.class);
  static final String KIND = "model";

  private ModelCache() {}

  /** A model, on the device that this task may use. */
  static LinkingModel get(ModelRef ref) {
    TensorEngine.prepare(ref.threads() > 0 ? ref.threads() : coresOfTask());
    Device device = Devices.ofTask(ref.device());
    return JvmSingletons.get(
        String.join(
            " ", "model", ref.uri(), ref.version(), ref.precision().name(), device.toString()),
        () -> load(ref, device));
  }

  private static LinkingModel load(ModelRef ref, Device device) {
    long start = System.nanoTime();
    LinkingModel model =
        LinkingModel.load(directory(ref.uri(), ref.version()), ref.precision(), device);
    LOG.info(
        "Loaded model {} version {} on {} with precision {}, in {} ms",
        ref.uri(),
        ref.version(),
        device,
        ref.precision().name().toLowerCase(Locale.ROOT),
        (System.nanoTime() - start) / 1_000_000);
    return model;
  }

  /**
   * The manifest's version of the model at {@code uri}.
   *
   * @throws org.melange.run.JobException if there is no model, or a file of it is missing or has
   *     another length
   */
  static String version(String uri) {
    Manifest manifest = HadoopFiles.manifest(uri, KIND);
    ListedFiles.checkLengths(uri, manifest, ModelDirectory.listing(manifest, uri));
    return manifest.version();
  }

  /**
   * Checks the files of the model at {@code uri} against its manifest, without loading it.
   *
   * @throws org.melange.run.JobException naming the first file that is missing or was changed
   */
  static void check(String uri, Checksums checksums) {
    Manifest manifest = HadoopFiles.manifest(uri, KIND);
    ListedFiles.check(uri, manifest, ModelDirectory.listing(manifest, uri), checksums);
  }

  /**
   * Names what CLIP of a model computes, without loading it: its weights, precision, whether
   * padding is computed, and how images are prepared. Models with different matchers may share it.
   */
  public static String encoderVersion(ModelRef ref) {
    Manifest manifest = HadoopFiles.manifest(ref.uri(), KIND);
    Map<String, String> sums = ModelDirectory.listing(manifest, ref.uri()).sums();
    String clip = sums.get("clip/config.json") + " " + sums.get("clip/model.safetensors");
    String weights = ContentHashes.ofBytes(clip.getBytes(StandardCharsets.US_ASCII));
    ModelConfig config = config(ref.uri());
    Scoring scoring = config.scoring();
    return String.join(
        "-",
        weights.substring(0, 16),
        ref.precision().name().toLowerCase(Locale.ROOT),
        scoring instanceof Scoring.ZeroShot
            ? "pooled"
            : scoring.needsPadding() ? "padded" : "unpadded",
        config.preparation().image().version());
  }

  /** The shapes of the model at {@code uri}. */
  public static ModelConfig config(String uri) {
    try {
      return ModelConfig.parse(HadoopFiles.read(uri + "/config.json"));
    } catch (IllegalArgumentException e) {
      throw JobException.input("model " + uri + ": config.json: " + e.getMessage(), e);
    } catch (IOException e) {
      throw HadoopFiles.failure("reading the model " + uri, e);
    }
  }

  /**
   * A directory on this machine with the model's files: themselves, or a copy where they lie
   * elsewhere.
   */
  static Path directory(String uri, String version) {
    try {
      return HadoopFiles.local(uri)
          .orElseGet(
              () -> JvmSingletons.get("files of model " + uri + " " + version, () -> fetch(uri)));
    } catch (IOException e) {
      throw HadoopFiles.failure("reading the model " + uri, e);
    }
  }

  private static Path fetch(String uri) {
    Path directory = TempDirectories.create("melange-model").resolve("model");
    org.apache.hadoop.fs.Path from = new org.apache.hadoop.fs.Path(uri);
    try {
      HadoopFiles.fileSystem(from)
          .copyToLocalFile(false, from, new org.apache.hadoop.fs.Path(directory.toUri()), true);
      LOG.info("Copied model {} to {}", uri, directory);
      return directory;
    } catch (IOException e) {
      throw HadoopFiles.failure("fetching the model " + uri, e);
    }
  }

  private static int coresOfTask() {
    return SparkEnv.get().conf().getInt("spark.task.cpus", 1);
  }
}
