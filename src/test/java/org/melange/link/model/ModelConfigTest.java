package org.melange.link.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.image.ImagePreparation;
import org.melange.link.row.NameTerm;
import org.melange.link.score.LinkerOptions;
import org.melange.mmoe.Gate;
import org.melange.mmoe.MatcherConfig;
import org.melange.mmoe.Unit;

/** What a model's {@code config.json} and a shape file may say, and what is said of the rest. */
class ModelConfigTest {

  private static final ModelConfig PAPER =
      new ModelConfig(50, MatcherConfig.paper(3, Gate.PUBLISHED));

  @TempDir private Path dir;

  @Test
  void partsThatAreLeftOutAreReadAsTheyWereWritten() {
    assertThat(ModelConfig.parts())
        .containsExactly("intra-text", "intra-image", "inter", "images", "descriptions");
    for (String part : ModelConfig.parts()) {
      ModelConfig without = PAPER.without(List.of(part));
      assertThat(without).as(part).isNotEqualTo(PAPER);
      assertThat(ModelConfig.parse(without.toJson())).as(part).isEqualTo(without);
    }
    ModelConfig least = PAPER.without(List.of("images", "intra-text", "descriptions", "inter"));
    assertThat(least.without()).containsExactlyInAnyOrder(ModelConfig.Input.values());
    assertThat(least.matcher().without()).containsExactlyInAnyOrder(Unit.TEXT, Unit.CROSS);
    assertThat(ModelConfig.parse(least.toJson())).isEqualTo(least);
    assertThat(PAPER.toJson()).doesNotContain("ablate");
    assertThat(PAPER.without(List.of())).isEqualTo(PAPER);
  }

  @Test
  void preparationIsWrittenOnlyWhereItIsNotTheDefault() {
    assertThat(PAPER.preparation()).isEqualTo(InputPreparation.DEFAULT);
    assertThat(PAPER.toJson()).doesNotContain("\"image\"", "\"text\"");
    ModelConfig published = PAPER.withPreparation(InputPreparation.PUBLISHED);
    assertThat(published.toJson()).contains("\"image\" : \"squeeze\"", "\"text\" : \"published\"");
    assertThat(ModelConfig.parse(published.toJson())).isEqualTo(published);
    assertThat(published.without(List.of("images")).withName(NameTerm.UNTRAINED).preparation())
        .isEqualTo(InputPreparation.PUBLISHED);
    String explicit = PAPER.toJson().replaceFirst("\\{", "{\"image\": \"center-crop\",");
    assertThat(ModelConfig.parse(explicit, InputPreparation.PUBLISHED).preparation())
        .isEqualTo(new InputPreparation(ImagePreparation.CENTER_CROP, TextPreparation.PUBLISHED));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"image\": \"stretch\" | 'image' is 'stretch': known are [center-crop, squeeze]",
        "\"text\": 3             | 'text' is '3': known are [omit-empty, published]",
      })
  void anUnknownPreparationIsRefused(String key, String fault) {
    String json = PAPER.toJson().replaceFirst("\\{", "{" + key + ",");
    assertThatThrownBy(() -> ModelConfig.parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fault);
  }

  @Test
  void partsThatNoModelHasAreRefused() {
    assertThatThrownBy(() -> PAPER.without(List.of("images", "sounds")))
        .hasMessageContainingAll("cannot ablate 'sounds'", "intra-text", "descriptions");
    assertThatThrownBy(() -> PAPER.without(List.of("intra-text", "intra-image", "inter")))
        .hasMessageContaining("without any unit");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]                          | JSON",
        "{\"text_length\": 50        | not JSON",
        "{\"text_length\": 50}       | no object 'matcher'",
        "{\"text_length\": \"50\", \"matcher\": {}} | no number 'text_length'",
        "{\"text_length\": 50.5, \"matcher\": {}} | no number 'text_length'",
        "{\"text_length\": 50, \"matcher\": []} | no object 'matcher'",
      })
  void whatIsNoShapeIsRefused(String json, String fault) {
    assertThatThrownBy(() -> ModelConfig.parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"text_length\" : 50        | \"text_length\" : 2         | text_length must be 3 or more",
        "\"ablate\" : [ \"images\"  | \"ablate\" : [ \"sounds\"  | [sounds]: known are [images",
        "\"ablate\" : [ \"images\"  | \"ablate\" : [ \"images\", \"images\" | 'ablate' is",
        "\"hidden_dim\" : 96         | \"hidden_dim\" : 0          | hidden_dim is 0",
        "\"gate\" : \"published\"    | \"gate\" : \"half\"         | gate 'half' is unknown",
        "\"gate\" : \"published\"    | \"gate\" : null             | gate 'null' is unknown",
        "\"expert_mult\" : 4         | \"expert_mult\" : 4, \"heads\" : 8 | 'heads' is unknown",
        "\"expert_mult\" : 4         | \"expert_mult\" : 4, \"ablate\" : \"inter\" | must be a"
            + " list",
        "\"expert_mult\" : 4         | \"expert_mult\" : 4, \"ablate\" : [\"text\"] | names"
            + " 'text'",
      })
  void aValueThatCannotBeIsNamed(String sound, String broken, String fault) {
    String json = PAPER.without(List.of("images")).toJson();
    assertThat(json).contains(sound.strip());
    assertThatThrownBy(() -> ModelConfig.parse(json.replace(sound.strip(), broken.strip())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fault);
  }

  @Test
  void aNameTermIsReadAsItWasWritten() {
    ModelConfig named = PAPER.withName(new NameTerm(64, 0.5));
    assertThat(ModelConfig.parse(named.toJson())).isEqualTo(named);
    assertThat(named.without(List.of("inter")).name()).isEqualTo(named.name());
    assertThat(PAPER.toJson()).doesNotContain("name_prior");
    assertThat(ModelConfig.parse(PAPER.toJson()).name()).isEqualTo(NameTerm.NONE);
    for (String broken : List.of("\"weight\" : -1", "\"weight\" : \"64\"")) {
      String json = named.toJson().replace("\"weight\" : 64.0", broken);
      assertThatThrownBy(() -> ModelConfig.parse(json))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("name");
    }
  }

  @Test
  void oneInputMayStandWithoutAList() {
    String json = PAPER.without(List.of("images")).toJson();
    ModelConfig read = ModelConfig.parse(json.replace("[ \"images\" ]", "\"images\""));
    assertThat(read.without()).isEqualTo(Set.of(ModelConfig.Input.IMAGES));
  }

  @Test
  void aShapeForNoClipMustDescribeOne() throws IOException {
    Path shape = Files.writeString(dir.resolve("shape.json"), PAPER.toJson());
    assertThatThrownBy(() -> read(shape, Optional.empty()))
        .hasMessageContaining("shape.json describes no 'clip': give a pretrained one");
    ModelBuilder pretrained = read(shape, Optional.of(dir));
    assertThat(pretrained.config()).isEqualTo(PAPER);
    assertThat(pretrained.without(List.of())).isSameAs(pretrained);
    assertThat(pretrained.without(List.of("inter")).config())
        .isEqualTo(PAPER.without(List.of("inter")));
    Files.writeString(shape, PAPER.toJson().replace("50", "1"));
    assertThatThrownBy(() -> read(shape, Optional.of(dir)))
        .hasMessageContainingAll("shape.json: ", "text_length must be 3 or more");
    Files.writeString(shape, "no JSON");
    assertThatThrownBy(() -> read(shape, Optional.of(dir)))
        .hasMessageContaining("shape.json is not JSON");
  }

  @Test
  void aPyTorchCheckpointBringsThePreparationOfTheReleasedCode() throws IOException {
    Path shape = Files.writeString(dir.resolve("shape.json"), PAPER.toJson());
    Path checkpoint = Files.write(dir.resolve("released.ckpt"), new byte[] {'P', 'K', 3, 4, 0});
    Path other = Files.write(dir.resolve("other.safetensors"), new byte[] {2, 0, 0, 0});
    assertThat(preparation(shape, checkpoint)).isEqualTo(InputPreparation.PUBLISHED);
    assertThat(preparation(shape, other)).isEqualTo(InputPreparation.DEFAULT);
    String said = PAPER.toJson().replaceFirst("\\{", "{\"image\": \"center-crop\",");
    Files.writeString(shape, said.replaceFirst("\\{", "{\"text\": \"omit-empty\","));
    assertThat(preparation(shape, checkpoint)).isEqualTo(InputPreparation.DEFAULT);
  }

  @Test
  void aZeroShotModelIsPreparedAsItsShapeSays() throws IOException {
    Path models = Path.of(System.getProperty("basedir", "."), "conf/models");
    Path words = models.resolve("demo/clip/tokenizer.json");
    String small = Files.readString(models.resolve("small.json"));
    Path shape = Files.writeString(dir.resolve("shape.json"), small);
    assertThat(zeroShot(shape, words)).isEqualTo(InputPreparation.DEFAULT);
    Files.writeString(shape, small.replaceFirst("\\{", "{\"image\": \"squeeze\","));
    assertThat(zeroShot(shape, words))
        .isEqualTo(new InputPreparation(ImagePreparation.SQUEEZE, TextPreparation.OMIT_EMPTY));
  }

  private static InputPreparation zeroShot(Path shape, Path words) {
    return ModelBuilder.zeroShot(Optional.of(shape), Optional.empty(), words, 1)
        .config()
        .preparation();
  }

  private InputPreparation preparation(Path shape, Path weights) {
    return ModelBuilder.read(
            shape, Optional.of(dir), Optional.of(weights), dir.resolve("words.json"), 1)
        .config()
        .preparation();
  }

  private ModelBuilder read(Path shape, Optional<Path> clip) {
    return ModelBuilder.read(shape, clip, Optional.empty(), dir.resolve("words.json"), 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0,1,1", "1,0,1", "1,1,0", "-1,1,1"})
  void aSearchForNothingIsRefused(String numbers) {
    String[] n = numbers.split(",");
    assertThatThrownBy(
            () ->
                new LinkerOptions(
                    Integer.parseInt(n[0]),
                    Integer.parseInt(n[1]),
                    LinkerOptions.Search.PRUNED,
                    Integer.parseInt(n[2])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("top-k %s, threads %s and depth %s must be 1 at least".formatted((Object[]) n));
  }
}
