package org.melange.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.tensor.Safetensors;
import org.melange.tensor.Tensor;
import org.melange.tensor.TensorSource;
import org.melange.tensor.WeightFiles;

/** The CLIPs that people publish: their configurations as the hub has them, smaller ones to run. */
class ClipFamilyTest {

  private static final String LARGE =
      "\"projection_dim\": 768, \"text_config\": {\"hidden_size\": 768, \"intermediate_size\":"
          + " 3072, \"num_attention_heads\": 12, \"projection_dim\": 768, \"eos_token_id\": 2},"
          + " \"vision_config\": {\"hidden_size\": 1024, \"intermediate_size\": 4096,"
          + " \"num_attention_heads\": 16, \"num_hidden_layers\": 24, \"patch_size\": 14,"
          + " \"projection_dim\": 768";

  private static final Map<String, String> CONFIGS =
      Map.of(
          "openai/clip-vit-base-patch32",
          "{\"architectures\": [\"CLIPModel\"], \"model_type\": \"clip\", \"projection_dim\": 512,"
              + " \"text_config\": {\"eos_token_id\": 2}, \"text_config_dict\": null,"
              + " \"vision_config\": {\"num_attention_heads\": 12}, \"vision_config_dict\": null}",
          "openai/clip-vit-base-patch16",
          "{\"text_config\": {\"eos_token_id\": 2}, \"vision_config\": {\"patch_size\": 16}}",
          "openai/clip-vit-large-patch14",
          "{" + LARGE + "}}",
          "openai/clip-vit-large-patch14-336",
          "{" + LARGE + ", \"image_size\": 336}}",
          "laion/CLIP-ViT-H-14-laion2B-s32B-b79K",
          "{\"projection_dim\": 1024, \"text_config\": {\"hidden_act\": \"gelu\", \"hidden_size\":"
              + " 1024, \"intermediate_size\": 4096, \"num_attention_heads\": 16,"
              + " \"num_hidden_layers\": 24}, \"vision_config\": {\"hidden_act\": \"gelu\","
              + " \"hidden_size\": 1280, \"intermediate_size\": 5120, \"num_attention_heads\": 16,"
              + " \"num_hidden_layers\": 32, \"patch_size\": 14}}",
          "facebook/metaclip-b16-400m",
          "{\"model_type\": \"clip\", \"text_config\": {\"bos_token_id\": 0, \"dropout\": 0.0,"
              + " \"eos_token_id\": 2, \"hidden_act\": \"quick_gelu\"}, \"vision_config\":"
              + " {\"dropout\": 0.0, \"patch_size\": 16}}");

  @TempDir private Path directory;

  /** The numbers are those that the models' authors count, without the temperature. */
  @ParameterizedTest
  @CsvSource({
    "openai/clip-vit-base-patch32, 151277312, 50, 512, QUICK_GELU",
    "openai/clip-vit-base-patch16, 149620736, 197, 512, QUICK_GELU",
    "openai/clip-vit-large-patch14, 427616512, 257, 768, QUICK_GELU",
    "openai/clip-vit-large-patch14-336, 427944192, 577, 768, QUICK_GELU",
    "laion/CLIP-ViT-H-14-laion2B-s32B-b79K, 986109440, 257, 1024, GELU",
    "facebook/metaclip-b16-400m, 149620736, 197, 512, QUICK_GELU"
  })
  void publishedShapesAreThoseOfTheirConfigurations(
      String name, long parameters, int imageTokens, int projection, Activation activation) {
    ClipConfig config = ClipConfig.parse(CONFIGS.get(name));
    ClipWeights weights =
        new ClipWeights(
            List.of(
                new TextTower(config.text(), config.projectionDim()),
                new VisionTower(config.vision(), config.projectionDim())));
    long count =
        weights.shapes().values().stream()
            .mapToLong(shape -> Arrays.stream(shape).reduce(1, (a, b) -> a * b))
            .sum();
    assertThat(count).isEqualTo(parameters);
    assertThat(config.vision().positions()).isEqualTo(imageTokens);
    assertThat(config.projectionDim()).isEqualTo(projection);
    assertThat(config.text().transformer().activation()).isEqualTo(activation);
    assertThat(ClipConfig.parse(config.toJson())).isEqualTo(config);
  }

  /** Patches of 14 and 16, projections of another width than either tower, both non-linearities. */
  @ParameterizedTest
  @CsvSource({"14, quick_gelu, 2", "14, gelu, 99", "16, quick_gelu, 99", "16, gelu, 2"})
  void smallOnesOfEachKindLoadAndRun(int patch, String activation, int endToken)
      throws IOException {
    ClipConfig config = small(patch, activation, endToken);
    try (ClipModel made = ClipModel.create(config, Initializers.random(5), Device.cpu());
        NDManager manager = NDManager.newBaseManager("PyTorch")) {
      made.save(directory);
      shard();
      try (ClipModel loaded = ClipModel.load(directory, Device.cpu())) {
        assertThat(loaded.version()).isEqualTo(made.version());
        long[][] ids = {{98, 5, 7, 99, 99}, {98, 6, 99, 99, 99}};
        TextFeatures text = loaded.text(manager, ids);
        assertThat(text.embeds().getShape().getShape()).containsExactly(2, 24);
        assertThat(text.tokens().getShape().getShape()).containsExactly(2, 5, 32);
        ImageFeatures image =
            loaded.image(manager, manager.ones(new ai.djl.ndarray.types.Shape(1, 3, 112, 112)));
        int tokens = (112 / patch) * (112 / patch) + 1;
        assertThat(image.embeds().getShape().getShape()).containsExactly(1, 24);
        assertThat(image.tokens().getShape().getShape()).containsExactly(1, tokens, 48);
        assertThat(image.embeds().norm().getFloat()).isCloseTo(1, within(1e-5f));
      }
    }
  }

  @Test
  void theNonLinearityAndTheEndMarkerMatter() {
    float[] quick = features(small(16, "quick_gelu", 99));
    assertThat(features(small(16, "gelu", 99))).isNotEqualTo(quick);
    // "2" means the largest id, which is the end marker's.
    assertThat(features(small(16, "quick_gelu", 2))).isEqualTo(quick);
  }

  private static float[] features(ClipConfig config) {
    try (ClipModel model = ClipModel.create(config, Initializers.random(5), Device.cpu());
        NDManager manager = NDManager.newBaseManager("PyTorch")) {
      return model.text(manager, new long[][] {{98, 5, 7, 99, 99}}).embeds().toFloatArray();
    }
  }

  private static ClipConfig small(int patch, String activation, int endToken) {
    return ClipConfig.parse(
        String.format(
            Locale.ROOT,
            """
            {"projection_dim": 24,
             "text_config": {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4,
               "intermediate_size": 64, "vocab_size": 100, "max_position_embeddings": 9,
               "hidden_act": "%2$s", "eos_token_id": %3$d},
             "vision_config": {"hidden_size": 48, "num_hidden_layers": 3, "num_attention_heads": 3,
               "intermediate_size": 80, "image_size": 112, "patch_size": %1$d, "hidden_act": "%2$s"}}
            """,
            patch,
            activation,
            endToken));
  }

  /** Turns the saved weights into two shards and an index, as large models come. */
  private void shard() throws IOException {
    Path whole = directory.resolve("model.safetensors");
    StringBuilder index = new StringBuilder("{\"weight_map\": {");
    List<Map<String, Tensor>> shards = List.of(new LinkedHashMap<>(), new LinkedHashMap<>());
    try (TensorSource source = WeightFiles.open(whole)) {
      int i = 0;
      for (String name : source.names()) {
        index.append(i == 0 ? "" : ",").append('"').append(name).append("\": \"shard-");
        index.append(i % 2).append(".safetensors\"");
        shards.get(i++ % 2).put(name, new Tensor(source.shape(name), source.read(name)));
      }
    }
    for (int i = 0; i < 2; i++) {
      Safetensors.write(directory.resolve("shard-" + i + ".safetensors"), shards.get(i), Map.of());
    }
    Files.writeString(directory.resolve("model.safetensors.index.json"), index.append("}}"));
    Files.delete(whole);
  }
}
