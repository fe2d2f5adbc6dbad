package org.melange.link.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Precision;
import org.melange.run.ExitCode;
import org.melange.run.FileListing;
import org.melange.run.JobException;
import org.melange.run.ListedFile;
import org.melange.run.Manifest;

/** A model's manifest lists exactly its files, and what a model lacks is found before it runs. */
class ModelDirectoryTest {

  @TempDir private Path dir;
  private Path model;

  @BeforeEach
  void write() {
    model = TinyModel.write(dir);
  }

  @Test
  void theVersionIsAHashOfTheFiles() {
    Manifest manifest = new ModelDirectory(model).manifest();
    FileListing listing = ModelDirectory.listing(manifest, "here");
    assertThat(manifest.version()).matches("[0-9a-f]{16}");
    assertThat(listing.paths())
        .containsExactly(
            "clip/config.json",
            "clip/model.safetensors",
            "clip/tokenizer.json",
            "config.json",
            "mmoe.safetensors");
    assertThat(manifest.fact("made_by")).hasValue("test");
    assertThat(new ModelDirectory(model).verified().version()).isEqualTo(manifest.version());
  }

  @Test
  void aManifestThatListsOtherFilesIsDamaged() {
    Manifest manifest = new ModelDirectory(model).manifest();
    List<ListedFile> files = ModelDirectory.listing(manifest, "here").files();
    assertDamaged(
        manifest.listing(new FileListing(files.subList(1, files.size()))), manifest.version());
    Manifest renamed = new Manifest("model", "0123456789abcdef", Map.of());
    assertDamaged(renamed.listing(new FileListing(files)), "0123456789abcdef");
  }

  private static void assertDamaged(Manifest manifest, String version) {
    assertThatThrownBy(() -> ModelDirectory.listing(manifest, "here"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("does not list the files of version " + version);
  }

  @Test
  void halfPrecisionOnACpuIsRefusedBeforeAnyFileIsRead() {
    assertThatThrownBy(
            () -> LinkingModel.load(dir.resolve("nothing"), Precision.FLOAT16, Device.cpu()))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("features.precision = float16");
  }

  @Test
  void statisticsAreRequiredOfThePublishedGateAlone() throws IOException {
    ModelConfig config = config(model);
    LinkingModel.requireStatistics(model, config);
    Path words = dir.resolve("words.json");
    Path bare = dir.resolve("bare");
    try (LinkingModel made = TinyModel.assemble(TinyModel.SHAPE, words)) {
      made.save(bare, words, Optional.empty(), Map.of());
    }
    assertThatThrownBy(() -> LinkingModel.requireStatistics(bare, config))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("bare has no gate statistics");
    Path token = dir.resolve("token");
    Path shape = TinyModel.shape(dir, "\"published\"", "\"token\"");
    try (LinkingModel made = TinyModel.assemble(shape, words)) {
      made.save(token, words, Optional.empty(), Map.of());
    }
    LinkingModel.requireStatistics(token, config(token));
    Files.write(bare.resolve("mmoe.safetensors"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> LinkingModel.requireStatistics(bare, config))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("mmoe.safetensors");
  }

  private static ModelConfig config(Path model) throws IOException {
    return ModelConfig.parse(Files.readString(model.resolve("config.json")));
  }

  @Test
  void partsAreAblatedByTheirNames() throws IOException {
    ModelBuilder builder =
        ModelBuilder.read(
            TinyModel.SHAPE, Optional.empty(), Optional.empty(), dir.resolve("words.json"), 1);
    assertThat(builder.without(List.of())).isSameAs(builder);
    ModelBuilder less = builder.without(List.of("images"));
    assertThat(less.config().without()).containsExactly(ModelConfig.Input.IMAGES);
    assertThat(less.seed()).isEqualTo(1);
    assertThat(ModelBuilder.vocabulary(TinyModel.SHAPE)).isPositive();
    Path shape = TinyModel.shape(dir, "\"vocabulary\"", "\"words\"");
    assertThatThrownBy(() -> ModelBuilder.vocabulary(shape))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no 'vocabulary'");
  }

  @Test
  void weightsOfLinearLayersAreBoundedByTheirInputs() {
    Map<String, long[]> shapes = Map.of("a.weight", new long[] {3, 16}, "a.bias", new long[] {3});
    float[] weight = LinearInitializer.weights(shapes, 5).values("a.weight", new long[] {3, 16});
    assertThat(weight).hasSize(48);
    for (float value : weight) {
      assertThat(Math.abs(value)).isLessThanOrEqualTo(0.25f);
    }
    assertThat(weight[0]).isNotEqualTo(weight[1]);
    float[] bias = LinearInitializer.weights(shapes, 5).values("a.bias", new long[] {3});
    assertThat(bias).hasSize(3);
    assertThat(Math.abs(bias[0])).isBetween(Float.MIN_VALUE, 0.25f);
    assertThat(LinearInitializer.weights(shapes, 5).values("a.weight", new long[] {3, 16}))
        .isEqualTo(weight);
    assertThat(LinearInitializer.weights(shapes, 6).values("a.weight", new long[] {3, 16}))
        .isNotEqualTo(weight);
  }
}
