package org.melange.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.tensor.WeightsException;

/** The keys and defaults of Hugging Face's {@code config.json}. */
class ClipConfigTest {

  @Test
  void absentKeysTakeHuggingFacesDefaults() {
    assertThat(ClipConfig.vitB32())
        .isEqualTo(
            new ClipConfig(
                512,
                new ClipConfig.Text(
                    new ClipConfig.Transformer(512, 12, 8, 2048, Activation.QUICK_GELU, 1e-5f),
                    77,
                    49408,
                    49407),
                new ClipConfig.Vision(
                    new ClipConfig.Transformer(768, 12, 12, 3072, Activation.QUICK_GELU, 1e-5f),
                    224,
                    32)));
    assertThat(ClipConfig.vitB32().vision().positions()).isEqualTo(50);
  }

  @Test
  void writingAndReadingGivesTheSameConfiguration() {
    ClipConfig config = GoldenClip.named("tiny").config();
    assertThat(ClipConfig.parse(config.toJson())).isEqualTo(config);
  }

  @Test
  void aSectionRepeatedUnderItsOldNameWins() {
    ClipConfig config =
        ClipConfig.parse(
            """
            {"projection_dim": 768,
             "text_config": {"hidden_size": 64, "eos_token_id": 2},
             "text_config_dict": {"hidden_size": 128, "hidden_act": "gelu"},
             "vision_config_dict": null}
            """);
    assertThat(config.projectionDim()).isEqualTo(768);
    assertThat(config.text().width()).isEqualTo(128);
    assertThat(config.text().endToken()).isEqualTo(2);
    assertThat(config.text().transformer().activation()).isEqualTo(Activation.GELU);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"text_config": {"hidden_act": "relu"}}             | quick_gelu or gelu, found relu
          {"text_config": {"hidden_size": "wide"}}            | hidden_size must be an integer
          {"text_config": {"num_attention_heads": 7}}         | 7 must divide hidden_size 512
          {"vision_config": {"patch_size": 30}}               | patch_size 30 must divide
          {"vision_config": {"num_channels": 4}}              | num_channels must be 3
          {"vision_config": 3}                                | vision_config must be an object
          {"projection_dim": 0}                               | projection_dim must be positive
          {"text_config": {"layer_norm_eps": 0}}              | layer_norm_eps must be positive
          {"model_type": "siglip"}                            | model_type must be clip
          [1]                                                 | not a JSON object
          {"projection_dim":                                  | not valid JSON
          """)
  void whatCannotBeUsedIsNamed(String json, String message) {
    assertThatThrownBy(() -> ClipConfig.parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void theFileIsNamed(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("config.json"), "{\"projection_dim\": -1}");
    assertThatThrownBy(() -> ClipConfig.read(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("projection_dim");
  }
}
