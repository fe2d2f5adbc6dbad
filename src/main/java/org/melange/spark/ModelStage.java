package org.melange.spark;

import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.melange.config.Settings;
import org.melange.config.Settings.DeviceChoice;

/** What the stages that run a model share: which model, where, and how many rows at once. */
public abstract class ModelStage extends Stage {

  private static final long serialVersionUID = 1L;

  private final Param<String> model = new Param<>(this, "model", "folder of the model");
  private final Param<String> device =
      new Param<>(this, "device", "auto, cpu or gpu", ModelStage::isDevice);
  private final IntParam batchSize =
      new IntParam(this, "batchSize", "rows a batch", ParamValidators.gtEq(1));
  private final IntParam threads =
      new IntParam(
          this,
          "threads",
          "threads of a tensor operation on a CPU; 0: spark.task.cpus",
          ParamValidators.gtEq(0));

  ModelStage(String uid) {
    super(uid);
    setDefault(device, "auto");
    setDefault(batchSize, 32);
    setDefault(threads, 0);
  }

  /** Folder of the model. */
  public Param<String> model() {
    return model;
  }

  /** Where the model runs: auto, cpu or gpu. */
  public Param<String> device() {
    return device;
  }

  /** Rows a batch; changes speed and memory, not results. */
  public IntParam batchSize() {
    return batchSize;
  }

  /** Threads of one tensor operation on a CPU; 0 takes as many as the task has cores. */
  public IntParam threads() {
    return threads;
  }

  /** Sets {@link #model()}. */
  public ModelStage setModel(String value) {
    set(model, value);
    return this;
  }

  /** Sets {@link #device()}. */
  public ModelStage setDevice(String value) {
    set(device, value);
    return this;
  }

  /** Sets {@link #batchSize()}. */
  public ModelStage setBatchSize(int value) {
    set(batchSize, value);
    return this;
  }

  /** Sets {@link #threads()}. */
  public ModelStage setThreads(int value) {
    set(threads, value);
    return this;
  }

  /** Sets device, batch size and threads as {@code features.*} says. */
  public ModelStage setFeatures(Settings.Features features) {
    setDevice(features.device().name().toLowerCase(Locale.ROOT));
    setBatchSize(features.batchSize());
    return setThreads(features.threads());
  }

  int rows() {
    return (Integer) getOrDefault(batchSize);
  }

  /**
   * The model on the executors; its version is read on the driver, so that all see the same one.
   */
  ModelRef modelRef() {
    String uri = getOrDefault(model);
    return new ModelRef(
        uri,
        Models.version(uri),
        DeviceChoice.valueOf(getOrDefault(device).toUpperCase(Locale.ROOT)),
        (Integer) getOrDefault(threads));
  }

  private static boolean isDevice(String value) {
    return Arrays.stream(DeviceChoice.values())
        .anyMatch(choice -> choice.name().toLowerCase(Locale.ROOT).equals(value));
  }
}
