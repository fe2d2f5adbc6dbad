package org.melange.spark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.FeatureSettings.DeviceChoice;
import org.melange.config.Precision;
import org.melange.config.Settings;
import org.melange.config.VerifySettings.Checksums;
import org.melange.job.SmallWorld;
import org.melange.link.model.InputPreparation;
import org.melange.link.model.LinkingModel;
import org.melange.run.JobException;
import org.melange.testing.LocalSpark;

/** Models of a JVM, and what is known of them without loading them. */
class ModelCacheTest {

  private static SmallWorld world;

  @TempDir private Path dir;

  @BeforeAll
  static void makeWorld() {
    world = SmallWorld.get();
    LocalSpark.session();
  }

  private static ModelRef ref(Precision precision) {
    return new ModelRef(
        world.model(), ModelInfo.version(world.model()), DeviceChoice.CPU, precision, 1);
  }

  @Test
  void aModelIsLoadedOnceForAllTasks() {
    LinkingModel model = ref(Precision.FLOAT32).load();
    assertThat(ref(Precision.FLOAT32).load()).isSameAs(model);
    assertThat(model.version()).isEqualTo(ModelInfo.version(world.model()));
  }

  @Test
  void aModelThatIsNotTheDriversIsRefused() {
    ModelRef other = new ModelRef(world.model(), "another", DeviceChoice.CPU, Precision.FLOAT32, 1);
    assertThatThrownBy(other::load)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(
            world.model(), ModelInfo.version(world.model()), "another on the driver");
  }

  @Test
  void executorsLookWhereTheDriverLooked() {
    ModelRef relative = new ModelRef("some/model", "v", DeviceChoice.AUTO, Precision.FLOAT32, 0);
    assertThat(relative.uri()).isEqualTo("file:" + Path.of("some/model").toAbsolutePath());
    assertThat(ModelRef.of(world.model(), Settings.defaults().features()).uri())
        .isEqualTo("file:" + world.model());
  }

  @Test
  void theEncodersVersionNamesThePreparationOfImages() throws IOException {
    String other =
        SmallWorld.prepared(world.model(), InputPreparation.PUBLISHED, dir.resolve("squeezing"));
    assertThat(ModelCache.encoderVersion(ModelRef.of(other, Settings.defaults().features())))
        .isEqualTo(ModelCache.encoderVersion(ref(Precision.FLOAT32)) + "-squeeze");
    assertThat(ModelInfo.version(other)).isNotEqualTo(ModelInfo.version(world.model()));
  }

  @Test
  void theEncodersVersionNamesWeightsAndPrecision() {
    String version = ModelCache.encoderVersion(ref(Precision.FLOAT32));
    assertThat(version).contains("-float32-").hasSizeGreaterThan(16);
    assertThat(ModelCache.encoderVersion(ref(Precision.FLOAT16)))
        .isEqualTo(version.replace("float32", "float16"));
  }

  @Test
  void aFileThatIsMissingOrChangedIsNamed() throws IOException {
    Path copy = SmallWorld.copy(world.model(), dir.resolve("model"));
    Path weights = copy.resolve("mmoe.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    Files.write(weights, bytes);
    assertThat(ModelInfo.version(copy.toString())).isEqualTo(ModelInfo.version(world.model()));
    assertThatThrownBy(() -> ModelInfo.checked(copy.toString(), Checksums.ALWAYS))
        .isInstanceOf(JobException.class)
        .hasMessageContainingAll(copy.toString(), "mmoe.safetensors");
    Files.delete(weights);
    assertThatThrownBy(() -> ModelInfo.version(copy.toString()))
        .isInstanceOf(JobException.class)
        .hasMessageContainingAll(copy.toString(), "mmoe.safetensors");
  }

  @Test
  void aConfigurationThatCannotBeReadNamesItsModel() throws IOException {
    Files.writeString(dir.resolve("config.json"), "{}");
    assertThatThrownBy(() -> ModelInfo.config(dir.toString()))
        .isInstanceOf(JobException.class)
        .hasMessageContainingAll("model " + dir, "config.json", "text_length");
    assertThatThrownBy(() -> ModelInfo.config(dir.resolve("absent").toString()))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(dir.resolve("absent").toString());
  }

  @Test
  void aDirectoryOfThisMachineIsUsedWhereItIs() {
    String version = ModelInfo.version(world.model());
    assertThat(ModelCache.directory(world.model(), version)).isEqualTo(Path.of(world.model()));
    assertThat(ModelInfo.tokenizer(world.model())).hasFileName("tokenizer.json").exists();
  }

  @Test
  void aModelThatCanScoreHasItsStatistics() {
    ModelInfo.requireStatistics(world.model());
    try (LinkingModel model = ModelInfo.load(world.model(), DeviceChoice.CPU)) {
      assertThat(model.version()).isEqualTo(ModelInfo.version(world.model()));
    }
  }
}
