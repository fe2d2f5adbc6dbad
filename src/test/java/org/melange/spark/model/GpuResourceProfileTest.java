package org.melange.spark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.melange.config.Settings;
import org.melange.job.SmallWorld;
import org.melange.run.JobException;
import org.melange.spark.learn.TrainingInputs;
import org.melange.testing.LocalSpark;

class GpuResourceProfileTest {

  private static final SparkConf FIXED = new SparkConf(false);

  private static final SparkConf DYNAMIC =
      new SparkConf(false)
          .set("spark.dynamicAllocation.enabled", "true")
          .set("spark.executor.cores", "4")
          .set("spark.executor.resource.gpu.discoveryScript", "gpus.sh");

  @Test
  void whoAsksAlikeGetsTheSameProfile() {
    ResourceProfile quarter = GpuResourceProfile.of(0.25, FIXED);
    assertThat(GpuResourceProfile.of(0.25, FIXED.clone())).isSameAs(quarter);
    assertThat(GpuResourceProfile.of(0.5, FIXED).id()).isNotEqualTo(quarter.id());
    assertThat(quarter.taskResourcesJMap().get("gpu").amount()).isEqualTo(0.25);
    assertThat(quarter.executorResourcesJMap()).doesNotContainKey("gpu");
  }

  @Test
  void executorsAreAskedForWhereTheyCanBeStarted() {
    ResourceProfile dynamic = GpuResourceProfile.of(2, DYNAMIC);
    assertThat(dynamic.executorResourcesJMap().get("gpu").amount()).isEqualTo(2);
    assertThat(dynamic.executorResourcesJMap().get("gpu").discoveryScript()).isEqualTo("gpus.sh");
    assertThat(dynamic.executorResourcesJMap().get("cores").amount()).isEqualTo(4);
    assertThat(dynamic).isNotSameAs(GpuResourceProfile.of(2, FIXED));
  }

  /** A local session can give none, so that asking is what fails. */
  @Test
  void trainingInputsAskForTheirShare() {
    assertThatThrownBy(() -> inputs("features.task-gpus=0.5"))
        .hasStackTraceContaining("TaskResourceProfiles are only supported");
    assertThatThrownBy(() -> inputs("features.device=gpu"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("Spark gives tasks none");
    assertThat(inputs("features.device=cpu").collectAsList()).hasSize(1);
  }

  private static Dataset<Row> inputs(String setting) {
    Settings settings = Settings.load(Optional.empty(), List.of(setting));
    Dataset<Row> mentions =
        LocalSpark.rows(
            "tag string, mention string, text string, images array<struct<uri: string, bytes: binary>>",
            List.of(
                "{\"tag\": \"a\", \"mention\": \"Monaco\", \"text\": \"Monaco\", \"images\": []}"));
    return TrainingInputs.of(
        mentions,
        new TrainingInputs.Request("tag", false, ".", true),
        SmallWorld.get().model(),
        settings);
  }
}
