package org.melange.link.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.clip.engine.ClipOutput;
import org.melange.image.RgbImage;
import org.melange.link.row.CosineLayout;
import org.melange.link.row.CosinePairs;
import org.melange.link.row.CosineWeights;
import org.melange.link.row.MentionRow;
import org.melange.link.row.NameTerm;
import org.melange.link.row.PairScore;
import org.melange.link.row.PairScorer;
import org.melange.link.row.Rounding;
import org.melange.run.JobException;
import org.melange.run.Manifest;

/** A model without a matcher, of the small CLIP that ships: its scores, and its files. */
class ZeroShotModelTest {

  private static final Path CLIP = Path.of("conf/models/demo/clip");
  private static final List<String> TEXTS =
      List.of("Monaco [SEP] a city", "Georgia [SEP] a country", "Chad [SEP] a lake in Africa");

  @TempDir private Path dir;

  private static ModelBuilder builder() {
    return ModelBuilder.zeroShot(
        Optional.empty(), Optional.of(CLIP), CLIP.resolve("tokenizer.json"), 1);
  }

  private static List<Optional<RgbImage>> images() {
    return IntStream.range(0, TEXTS.size())
        .mapToObj(i -> i == 1 ? Optional.<RgbImage>empty() : Optional.of(image(i)))
        .toList();
  }

  private static RgbImage image(int seed) {
    byte[] rgb = new byte[3 * 70 * 50];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i * (seed + 3) / 7);
    }
    return new RgbImage(70, 50, rgb);
  }

  @Test
  void scoresAreWeightedCosinesOfClipsEmbeddings() {
    try (LinkingModel model = builder().build(Device.cpu())) {
      List<EncodedFeatures> features = model.features(TEXTS, images());
      List<MentionRow> mentions = model.mentionRows(features);
      List<float[]> entities = model.entityRows(features, Rounding.NONE);
      PairScorer scorer = new PairScorer(model.config().layout());
      CosineWeights weights = model.config().zeroShot().orElseThrow().weights();
      List<float[]> texts = embeddings(model, true);
      List<float[]> pictures = embeddings(model, false);
      for (int m = 0; m < TEXTS.size(); m++) {
        for (int e = 0; e < TEXTS.size(); e++) {
          PairScore score = scorer.score(mentions.get(m), entities.get(e), 0);
          double plain =
              CosinePairs.score(
                  weights, texts.get(m), pictures.get(m), texts.get(e), pictures.get(e));
          assertThat((double) score.score()).isCloseTo(plain, within(1e-5));
          assertThat(score.text() + score.image() + score.cross())
              .isCloseTo(score.score(), within(1e-6f));
        }
      }
    }
  }

  /** CLIP's own output, of length 1; empty where there is no image. */
  private static List<float[]> embeddings(LinkingModel model, boolean texts) {
    FeatureCache cache = new FeatureCache(0);
    List<ClipOutput> outputs =
        texts
            ? model.encoder().texts(TEXTS.stream().map(model.encoder()::prepare).toList(), cache)
            : model
                .encoder()
                .images(images().stream().map(i -> model.encoder().prepare(i)).toList(), cache);
    return outputs.stream().map(ClipOutput::pooled).toList();
  }

  @Test
  void onlyEmbeddingsAreKeptAndNothingOfAMissingImage() {
    try (LinkingModel model = builder().build(Device.cpu())) {
      List<EncodedFeatures> features = model.features(TEXTS, images());
      assertThat(features).allMatch(f -> f.textTokens().length == 0);
      assertThat(features).allMatch(f -> f.imageTokens().length == 0);
      assertThat(features.get(0).imageCls()).hasSize(64);
      assertThat(features.get(1).imageCls()).isEmpty();
      double squares = 0;
      for (float value : features.get(0).textCls()) {
        squares += value * value;
      }
      assertThat(squares).isCloseTo(1, within(1e-5));
      assertThat(model.encoder().version()).endsWith("-pooled-p2");
    }
  }

  @Test
  void aModelIsReadAsItWasWritten() {
    Path out = dir.resolve("model");
    Manifest manifest;
    try (LinkingModel model = builder().build(Device.cpu())) {
      manifest = model.save(out, CLIP.resolve("tokenizer.json"), Optional.empty(), Map.of("a", 1));
    }
    assertThat(out.resolve("mmoe.safetensors")).doesNotExist();
    assertThat(ModelDirectory.listing(manifest, "model").paths()).hasSize(4);
    try (LinkingModel read = LinkingModel.load(out, Device.cpu())) {
      assertThat(read.version()).isEqualTo(manifest.version());
      assertThat(read.config()).isEqualTo(builder().config());
      assertThat(read.config().layout()).isEqualTo(new CosineLayout(64));
      assertThatThrownBy(read::matcher).hasMessageContaining("has no matcher");
      assertThatThrownBy(read::compiler).hasMessageContaining("has no matcher");
    }
    LinkingModel.requireStatistics(out, builder().config());
  }

  @Test
  void aMatcherThatIsNotThereIsMissed() throws Exception {
    Path out = dir.resolve("broken");
    try (LinkingModel model = builder().build(Device.cpu())) {
      model.save(
          new ModelConfig(40, ModelConfig.parse(read("conf/models/demo/config.json")).matcher())
              .withScoring(model.config().scoring()),
          out,
          CLIP.resolve("tokenizer.json"),
          Optional.empty(),
          Map.of());
    }
    Files.copy(
        Path.of("conf/models/demo/config.json"),
        out.resolve("config.json"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> LinkingModel.load(out, Device.cpu()))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("config.json");
  }

  private static String read(String file) throws java.io.IOException {
    return Files.readString(Path.of(file));
  }

  @Test
  void configurationsOfZeroShotModelsAreReadAsTheyWereWritten() {
    ModelConfig config = builder().config();
    assertThat(config.toJson()).contains("\"zero_shot\"", "\"origin\" : \"default\"");
    assertThat(ModelConfig.parse(config.toJson())).isEqualTo(config);
    ModelConfig fitted =
        config.withScoring(
            new Scoring.ZeroShot(
                64,
                new CosineWeights(1, 2, 3, 4, 5, 6, 7).scaled(),
                Scoring.ZeroShot.Origin.FITTED));
    assertThat(ModelConfig.parse(fitted.toJson())).isEqualTo(fitted);
    assertThat(config.without(List.of("images")).without())
        .containsExactly(ModelConfig.Input.IMAGES);
    assertThatThrownBy(() -> config.without(List.of("inter")))
        .hasMessageContaining("has no units to ablate");
    assertThatThrownBy(config::matcher).isInstanceOf(IllegalStateException.class);
    String json = config.toJson();
    assertThatThrownBy(() -> ModelConfig.parse(json.replace("\"dim\" : 64", "\"dim\" : 0")))
        .hasMessageContaining("dim is 0");
    assertThatThrownBy(() -> ModelConfig.parse(json.replace("\"text\" :", "\"txt\" :")))
        .hasMessageContaining("no number 'text'");
  }

  @Test
  void aLabelThatEqualsTheMentionIsNotBeatenByOtherNames() {
    ModelConfig config = builder().config();
    NameTerm name = config.name();
    double range = config.zeroShot().orElseThrow().weights().range();
    float equal = name.value(0.5, true);
    float similar = name.value(1, false);
    assertThat((double) (equal - similar)).isGreaterThan(range);
  }
}
