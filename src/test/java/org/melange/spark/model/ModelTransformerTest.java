package org.melange.spark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.melange.config.FeatureSettings.DeviceChoice;
import org.melange.config.Precision;
import org.melange.config.Settings;
import org.melange.config.VerifySettings.Checksums;
import org.melange.job.SmallWorld;
import org.melange.run.JobException;
import org.melange.testing.LocalSpark;

/** What all transformers that run a model share. */
class ModelTransformerTest {

  private static SmallWorld world;

  /** Passes its rows through a task. */
  private static final class Passing extends ModelTransformer<Passing> {
    private static final long serialVersionUID = 1L;

    Passing() {
      super("passing");
    }

    @Override
    public StructType transformSchema(StructType input) {
      return input;
    }

    @Override
    public Dataset<Row> transform(Dataset<?> rows) {
      MapPartitionsFunction<Row, Row> same = partition -> partition;
      return onDevice(rows.toDF(), same, rows.schema());
    }
  }

  @BeforeAll
  static void makeWorld() {
    world = SmallWorld.get();
  }

  private static Settings settings(String... values) {
    return Settings.load(Optional.empty(), List.of(values));
  }

  @Test
  void theModelIsTheOneThatIsThereNow() {
    ModelRef model = new Passing().setModel(world.model()).modelRef();
    assertThat(model)
        .isEqualTo(
            new ModelRef(
                world.model(),
                ModelInfo.version(world.model()),
                DeviceChoice.AUTO,
                Precision.FLOAT32,
                0));
    assertThatThrownBy(() -> new Passing().setModel(world.kb()).modelRef())
        .isInstanceOf(JobException.class)
        .hasMessageContaining(world.kb());
  }

  @Test
  void settingsBecomeParameters() {
    Passing passing =
        new Passing()
            .setModel(world.model())
            .setSettings(
                settings(
                    "features.device=cpu",
                    "features.precision=float16",
                    "features.batch-size=9",
                    "features.task-gpus=0.5",
                    "verify.checksums=always"));
    assertThat(passing.rows()).isEqualTo(9);
    assertThat(passing.checksumsValue()).isEqualTo(Checksums.ALWAYS);
    assertThat(passing.getOrDefault(passing.taskGpus())).isEqualTo(0.5);
    assertThat(passing.modelRef().device()).isEqualTo(DeviceChoice.CPU);
    assertThat(passing.modelRef().precision()).isEqualTo(Precision.FLOAT16);
  }

  @Test
  void parametersThatAreNotSetAreTheDefaultsOfSettings() {
    Passing unset = new Passing();
    Passing defaults = new Passing().setSettings(Settings.defaults());
    assertThat(unset.checksumsValue()).isEqualTo(defaults.checksumsValue());
    assertThat(unset.getOrDefault(unset.precision()))
        .isEqualTo(defaults.getOrDefault(defaults.precision()));
    assertThat(unset.getOrDefault(unset.device()))
        .isEqualTo(defaults.getOrDefault(defaults.device()));
    assertThat(unset.getOrDefault(unset.taskGpus()))
        .isEqualTo(defaults.getOrDefault(defaults.taskGpus()));
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    Passing passing = new Passing();
    assertThatThrownBy(() -> passing.setDevice("tpu")).hasMessageContaining("device");
    assertThatThrownBy(() -> passing.setPrecision("int8")).hasMessageContaining("precision");
    assertThatThrownBy(() -> passing.setBatchSize(0)).hasMessageContaining("batchSize");
    assertThatThrownBy(() -> passing.setThreads(-1)).hasMessageContaining("threads");
    assertThatThrownBy(() -> passing.setTaskGpus(-0.5)).hasMessageContaining("taskGpus");
  }

  @Test
  void rowsPassThroughTasksThatAskForNoGpu() {
    Dataset<Row> rows = LocalSpark.rows("tag int", List.of("{\"tag\": 1}", "{\"tag\": 2}"));
    assertThat(new Passing().transform(rows).collectAsList()).isEqualTo(rows.collectAsList());
    assertThatThrownBy(() -> new Passing().setDevice("gpu").transform(rows))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("Spark gives tasks none");
  }
}
