package org.melange.spark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.melange.config.FeatureSettings.DeviceChoice;
import org.melange.run.ExitCode;
import org.melange.run.JobException;

/** The device of a task, of the driver, and of a task that is not given what it asks for. */
class DevicesTest {

  @Test
  void withoutAGpuOfSparksTheCpuDoesTheWork() {
    assertThat(Devices.given(DeviceChoice.AUTO)).isEqualTo(Device.cpu());
    assertThat(Devices.ofTask(DeviceChoice.AUTO)).isEqualTo(Device.cpu());
    assertThat(Devices.ofTask(DeviceChoice.CPU)).isEqualTo(Device.cpu());
    assertThat(Devices.ofDriver(DeviceChoice.CPU)).isEqualTo(Device.cpu());
  }

  @Test
  void aGpuThatWasAskedForAndIsNotGivenIsAnError() {
    assertThatThrownBy(() -> Devices.ofTask(DeviceChoice.GPU))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContainingAll(
            "Spark gave this task none", "spark.task.resource.gpu.amount", "features.task-gpus");
  }

  @Test
  void whatTasksAreGivenIsKnownBeforeTheyRun() {
    SparkConf none = new SparkConf(false);
    SparkConf half = new SparkConf(false).set("spark.task.resource.gpu.amount", "0.5");
    assertThatThrownBy(() -> Devices.requireAvailable(DeviceChoice.GPU, 0, none))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("Spark gives tasks none");
    assertThatCode(() -> Devices.requireAvailable(DeviceChoice.GPU, 0, half))
        .doesNotThrowAnyException();
    assertThatCode(() -> Devices.requireAvailable(DeviceChoice.GPU, 0.25, none))
        .doesNotThrowAnyException();
    assertThatCode(() -> Devices.requireAvailable(DeviceChoice.AUTO, 0, none))
        .doesNotThrowAnyException();
  }
}
