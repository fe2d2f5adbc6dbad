package org.melange.link.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.image.RgbImage;
import org.melange.link.row.Rounding;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.testing.Float32;

/** Models as folders: what is saved comes back to the last bit, or is refused. */
class LinkingModelTest {

  @TempDir private Path dir;
  private Path folder;

  @BeforeEach
  void write() {
    folder = TinyModel.write(dir);
  }

  @Test
  void aSavedModelGivesTheSameFeaturesAndRowsToTheLastBit() {
    Path words = dir.resolve("words.json");
    try (LinkingModel made = TinyModel.assemble(TinyModel.SHAPE, words);
        LinkingModel read = LinkingModel.load(folder, Device.cpu())) {
      List<EncodedFeatures> before = TinyModel.features(made);
      List<EncodedFeatures> after = TinyModel.features(read);
      for (int i = 0; i < before.size(); i++) {
        assertThat(after.get(i).textCls()).isEqualTo(before.get(i).textCls());
        assertThat(after.get(i).textTokens()).isEqualTo(before.get(i).textTokens());
        assertThat(after.get(i).imageCls()).isEqualTo(before.get(i).imageCls());
        assertThat(after.get(i).imageTokens()).isEqualTo(before.get(i).imageTokens());
        assertThat(after.get(i).textLength()).isEqualTo(before.get(i).textLength());
      }
      assertThat(read.config()).isEqualTo(made.config());
      Path again = dir.resolve("again");
      read.save(again, words, Optional.of(TinyModel.statistics(made)), Map.of());
      assertThat(TinyModel.manifest(again).version())
          .isEqualTo(TinyModel.manifest(folder).version())
          .isEqualTo(read.version());
    }
  }

  @Test
  void theSameShapeAndSeedGiveTheSameVersionAndAnotherSeedAnother() {
    Path words = dir.resolve("words.json");
    assertThat(version(words, 7)).isEqualTo(version(words, 7)).isNotEqualTo(version(words, 8));
  }

  @Test
  void featuresDoNotDependOnTheBatch() {
    try (LinkingModel model = LinkingModel.load(folder, Device.cpu())) {
      RgbImage image = image();
      List<Optional<RgbImage>> images =
          List.of(Optional.of(image), Optional.empty(), Optional.of(image));
      List<EncodedFeatures> together = model.features(TinyModel.TEXTS, images);
      for (int i = 0; i < together.size(); i++) {
        EncodedFeatures alone =
            model.features(List.of(TinyModel.TEXTS.get(i)), List.of(images.get(i))).get(0);
        assertClose(alone.textTokens(), together.get(i).textTokens());
        assertClose(alone.imageTokens(), together.get(i).imageTokens());
        assertClose(alone.imageCls(), together.get(i).imageCls());
      }
      assertThat(together.get(0).imageCls()).isNotEqualTo(together.get(1).imageCls());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config.json",
        "mmoe.safetensors",
        "clip/config.json",
        "clip/model.safetensors",
        "clip/tokenizer.json"
      })
  void aFileThatIsChangedTruncatedOrMissingIsNamed(String name) throws IOException {
    Path file = folder.resolve(name);
    byte[] sound = Files.readAllBytes(file);
    byte[] changed = sound.clone();
    changed[changed.length - 1] ^= 1;
    Files.write(file, changed);
    assertRefused(name);
    Files.write(file, Arrays.copyOf(sound, sound.length / 2));
    assertRefused(name);
    Files.delete(file);
    assertRefused(name);
    Files.write(file, sound);
    LinkingModel.load(folder, Device.cpu()).close();
  }

  @Test
  void aDirectoryWithoutAManifestIsNotAModel() throws IOException {
    Files.delete(folder.resolve("manifest.json"));
    assertRefused("manifest.json");
  }

  @Test
  void modelsWithTheTokenGateNeedNoStatisticsForTheirRows() throws IOException {
    Path shape = TinyModel.shape(dir, "\"published\"", "\"token\"");
    try (LinkingModel model = TinyModel.assemble(shape, dir.resolve("words.json"))) {
      List<EncodedFeatures> features = TinyModel.features(model);
      assertThat(model.entityRows(features, Rounding.NONE))
          .hasSize(features.size())
          .allMatch(model.compiler().layout()::fits);
      assertThat(model.mentionRows(features)).hasSize(features.size());
    }
  }

  @Test
  void aModelWithoutStatisticsHasNoRows() {
    try (LinkingModel model = TinyModel.assemble(TinyModel.SHAPE, dir.resolve("words.json"))) {
      assertThatThrownBy(model::compiler)
          .isInstanceOf(JobException.class)
          .hasMessageContaining("gate statistics");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'\"text_dim\": 16', '\"text_dim\": 17', text_dim",
    "'\"text_length\": 16', '\"text_length\": 17', text_length",
    "'\"text_length\": 16', '\"text_length\": 2', text_length",
    "'\"text_length\": 16', '\"length\": 16', text_length",
    "'\"num_experts\": 4', '\"num_experts\": 0', experts",
    "'\"clip\"', '\"klip\"', describes no",
    "'\"gate\"', '\"gait\"', gate",
    "{, [, not JSON"
  })
  void shapesThatDoNotFitAreRefused(String part, String change, String fault) throws IOException {
    Path shape = TinyModel.shape(dir, part, change);
    assertThatThrownBy(() -> TinyModel.assemble(shape, dir.resolve("words.json")).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fault);
  }

  @Test
  void aBuilderTakesClipAndWeightsFromFiles() {
    Path words = dir.resolve("words.json");
    ModelBuilder blueprint =
        ModelBuilder.read(
            TinyModel.SHAPE,
            Optional.of(folder.resolve("clip")),
            Optional.of(folder.resolve("mmoe.safetensors")),
            words,
            99);
    try (LinkingModel copy = blueprint.build(Device.cpu());
        LinkingModel model = LinkingModel.load(folder, Device.cpu())) {
      assertThat(TinyModel.features(copy).get(1).imageCls())
          .isEqualTo(TinyModel.features(model).get(1).imageCls());
      assertThat(copy.matcher().exportWeights().keySet())
          .isEqualTo(model.matcher().exportWeights().keySet());
      copy.matcher()
          .exportWeights()
          .forEach(
              (name, data) ->
                  assertThat(data).as(name).isEqualTo(model.matcher().exportWeights().get(name)));
    }
  }

  @Test
  void weightsThatLackATensorAreRefusedWithItsName() {
    ModelBuilder blueprint =
        ModelBuilder.read(
            TinyModel.SHAPE,
            Optional.empty(),
            Optional.of(folder.resolve("clip/model.safetensors")),
            dir.resolve("words.json"),
            1);
    assertThatThrownBy(() -> blueprint.build(Device.cpu()).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the weights have no tensor");
  }

  @Test
  void nothingButTheModelIsWritten() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile).map(f -> folder.relativize(f).toString()))
          .containsExactlyInAnyOrder(
              "config.json",
              "manifest.json",
              "mmoe.safetensors",
              "clip/config.json",
              "clip/model.safetensors",
              "clip/tokenizer.json");
    }
  }

  private String version(Path words, long seed) {
    Path out = dir.resolve("seed" + seed);
    ModelBuilder blueprint =
        ModelBuilder.read(TinyModel.SHAPE, Optional.empty(), Optional.empty(), words, seed);
    try (LinkingModel model = blueprint.build(Device.cpu())) {
      return model.save(out, words, Optional.empty(), Map.of()).version();
    }
  }

  private void assertRefused(String file) {
    assertThatThrownBy(() -> LinkingModel.load(folder, Device.cpu()).close())
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining(file);
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertThat(actual)
        .containsExactly(expected, org.assertj.core.data.Offset.offset(Float32.ofSums(512, 1)));
  }

  private static RgbImage image() {
    SplittableRandom random = new SplittableRandom(1);
    byte[] pixels = new byte[40 * 30 * 3];
    random.nextBytes(pixels);
    return new RgbImage(40, 30, pixels);
  }
}
