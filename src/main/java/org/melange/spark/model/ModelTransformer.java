package org.melange.spark.model;

import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.melange.config.FeatureSettings;
import org.melange.config.FeatureSettings.DeviceChoice;
import org.melange.config.Precision;
import org.melange.config.Settings;
import org.melange.config.VerifySettings;
import org.melange.config.VerifySettings.Checksums;
import org.melange.spark.row.MelangeTransformer;

/**
 * Base class of transformers that run a model: which model, on which device, how many rows at once.
 *
 * @param <S> the transformer itself
 */
public abstract class ModelTransformer<S extends ModelTransformer<S>>
    extends MelangeTransformer<S> {

  private static final long serialVersionUID = 1L;

  private final Param<String> model = new Param<>(this, "model", "directory of the model");
  private final Param<String> device =
      new Param<>(this, "device", "auto, cpu or gpu", ModelTransformer::isDevice);
  private final IntParam batchSize =
      new IntParam(this, "batchSize", "rows a batch", ParamValidators.gtEq(1));
  private final IntParam threads =
      new IntParam(
          this,
          "threads",
          "threads of a tensor operation on a CPU; 0: spark.task.cpus",
          ParamValidators.gtEq(0));

  private final Param<String> precision =
      new Param<>(this, "precision", "float32 or float16", ModelTransformer::isPrecision);
  private final DoubleParam taskGpus =
      new DoubleParam(
          this,
          "taskGpus",
          "share of a GPU that each task requests by a resource profile; 0: none",
          ParamValidators.gtEq(0));

  private final Param<String> checksums =
      new Param<>(
          this,
          "checksums",
          "when contents of files are compared with their manifests: once or always",
          ModelTransformer::isChecksums);

  public ModelTransformer(String uid) {
    super(uid);
    setDefault(checksums, "once");
    setDefault(precision, "float32");
    setDefault(taskGpus, 0.0);
    setDefault(device, "auto");
    setDefault(batchSize, 32);
    setDefault(threads, 0);
  }

  /** Directory of the model. */
  public Param<String> model() {
    return model;
  }

  /** Where the model runs: auto, cpu or gpu. */
  public Param<String> device() {
    return device;
  }

  /** Rows in a batch; changes speed and memory, not results. */
  public IntParam batchSize() {
    return batchSize;
  }

  /** Threads of one tensor operation on a CPU; 0 takes as many as the task has cores. */
  public IntParam threads() {
    return threads;
  }

  /** What CLIP computes in: float32, or float16 on a GPU. */
  public Param<String> precision() {
    return precision;
  }

  /** The share of a GPU that each task of this stage requests; 0: none. */
  public DoubleParam taskGpus() {
    return taskGpus;
  }

  /** When contents of files are compared with their manifests: {@code once} or {@code always}. */
  public Param<String> checksums() {
    return checksums;
  }

  /** Sets {@link #checksums()}. */
  public S setChecksums(Checksums value) {
    return with(checksums, value.name().toLowerCase(Locale.ROOT));
  }

  /** Sets what {@code verify.*} says. */
  public S setVerify(VerifySettings verify) {
    return setChecksums(verify.checksums());
  }

  /** {@link #checksums()} as a constant. */
  public Checksums checksumsValue() {
    return Checksums.valueOf(getOrDefault(checksums).toUpperCase(Locale.ROOT));
  }

  /** Sets {@link #model()}. */
  public S setModel(String value) {
    return with(model, value);
  }

  /** Sets {@link #device()}. */
  public S setDevice(String value) {
    return with(device, value);
  }

  /** Sets {@link #batchSize()}. */
  public S setBatchSize(int value) {
    return with(batchSize, value);
  }

  /** Sets {@link #precision()}. */
  public S setPrecision(String value) {
    return with(precision, value);
  }

  /** Sets {@link #taskGpus()}. */
  public S setTaskGpus(double value) {
    return with(taskGpus, value);
  }

  /** Sets {@link #threads()}. */
  public S setThreads(int value) {
    return with(threads, value);
  }

  /** Sets device, precision, batch size and threads as {@code features.*} says. */
  public S setFeatures(FeatureSettings features) {
    setDevice(features.device().name().toLowerCase(Locale.ROOT));
    setTaskGpus(features.taskGpus());
    setPrecision(features.precision().name().toLowerCase(Locale.ROOT));
    setBatchSize(features.batchSize());
    return setThreads(features.intraOpThreads());
  }

  /** Sets all that {@code settings} say of this transformer. */
  public S setSettings(Settings settings) {
    setFeatures(settings.features());
    return setVerify(settings.verify());
  }

  public int rows() {
    return (Integer) getOrDefault(batchSize);
  }

  /**
   * The model on the executors; its version is read on the driver, so that all see the same one.
   */
  public ModelRef modelRef() {
    String uri = getOrDefault(model);
    return new ModelRef(
        uri,
        ModelCache.version(uri),
        deviceChoice(),
        Precision.valueOf(getOrDefault(precision).toUpperCase(Locale.ROOT)),
        (Integer) getOrDefault(threads));
  }

  /**
   * {@code rows} through {@code function}, with the GPUs that this stage requests.
   *
   * @throws org.melange.run.JobException if it requests a GPU and none is available
   */
  public Dataset<Row> onDevice(
      Dataset<Row> rows, MapPartitionsFunction<Row, Row> function, StructType schema) {
    return GpuResourceProfile.mapPartitions(
        rows, function, Encoders.row(schema), deviceChoice(), (Double) getOrDefault(taskGpus));
  }

  private DeviceChoice deviceChoice() {
    return DeviceChoice.valueOf(getOrDefault(device).toUpperCase(Locale.ROOT));
  }

  private static boolean isChecksums(String value) {
    return Arrays.stream(Checksums.values())
        .anyMatch(when -> when.name().toLowerCase(Locale.ROOT).equals(value));
  }

  private static boolean isPrecision(String value) {
    return Arrays.stream(Precision.values())
        .anyMatch(precision -> precision.name().toLowerCase(Locale.ROOT).equals(value));
  }

  private static boolean isDevice(String value) {
    return Arrays.stream(DeviceChoice.values())
        .anyMatch(choice -> choice.name().toLowerCase(Locale.ROOT).equals(value));
  }
}
