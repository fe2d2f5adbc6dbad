package org.melange.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.tensor.Safetensors;
import org.melange.tensor.Tensor;
import org.melange.tensor.TensorSource;
import org.melange.tensor.WeightFiles;
import org.melange.tensor.WeightsException;

/** Saving and loading whole models. */
class ClipModelFilesTest {

  private static final GoldenClip GOLDEN = GoldenClip.named("tiny");

  @TempDir Path directory;

  @Test
  void aSavedModelComputesTheSame() {
    try (ClipModel model = GOLDEN.model();
        NDManager manager = NDManager.newBaseManager("PyTorch")) {
      model.save(directory.resolve("a"));
      try (ClipModel loaded = ClipModel.load(directory.resolve("a"), Device.cpu())) {
        assertThat(loaded.config()).isEqualTo(model.config());
        assertThat(loaded.version()).isEqualTo(model.version()).matches("[0-9a-f]{16}");
        assertThat(text(loaded, manager)).isEqualTo(text(model, manager));
        assertThat(image(loaded, manager)).isEqualTo(image(model, manager));
      }
    }
  }

  @Test
  void savingTwiceGivesTheSameBytes() throws Exception {
    try (ClipModel model = GOLDEN.model()) {
      model.save(directory.resolve("a"));
      model.save(directory.resolve("b"));
    }
    for (String name : new String[] {"config.json", "model.safetensors"}) {
      assertThat(Files.readAllBytes(directory.resolve("a").resolve(name)))
          .isEqualTo(Files.readAllBytes(directory.resolve("b").resolve(name)));
    }
  }

  @Test
  void theVersionChangesWithAnyWeightAndWithTheConfiguration() {
    Map<String, Tensor> tensors = tensors();
    String before = version(GOLDEN.config(), tensors);
    tensors.get("text_projection.weight").data()[5] += 1e-3f;
    String after = version(GOLDEN.config(), tensors);
    ClipConfig config = GOLDEN.config();
    ClipConfig.Text text = config.text();
    ClipConfig other =
        new ClipConfig(
            config.projectionDim(),
            new ClipConfig.Text(text.transformer(), text.positions(), text.vocabulary(), 2),
            config.vision());
    assertThat(after).isNotEqualTo(before).isNotEqualTo(version(other, tensors));
  }

  @Test
  void allUnfitTensorsAreNamedAtOnce() throws Exception {
    Map<String, Tensor> tensors = tensors();
    tensors.remove("visual_projection.weight");
    tensors.put("text_projection.weight", new Tensor(new long[] {2, 2}, new float[4]));
    Files.writeString(directory.resolve("config.json"), GOLDEN.config().toJson());
    Safetensors.write(directory.resolve("model.safetensors"), tensors, Map.of());
    assertThatThrownBy(() -> ClipModel.load(directory, Device.cpu()))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("2 of 77 tensors")
        .hasMessageContaining("visual_projection.weight (32, 64) is missing")
        .hasMessageContaining("text_projection.weight should be (32, 64), found (2, 2)");
  }

  @Test
  void aDirectoryWithoutAModelIsRefused() throws Exception {
    assertThatThrownBy(() -> ClipModel.load(directory, Device.cpu()))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("config.json");
    Files.writeString(directory.resolve("config.json"), GOLDEN.config().toJson());
    assertThatThrownBy(() -> ClipModel.load(directory, Device.cpu()))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("holds none of [model.safetensors");
  }

  @Test
  void tensorsThatTheModelDoesNotHaveAreIgnoredButTheTemperatureIsKept() {
    Map<String, Tensor> tensors = tensors();
    tensors.put("text_model.embeddings.position_ids", new Tensor(new long[] {2}, new float[2]));
    tensors.put("logit_scale", new Tensor(new long[0], new float[] {4.6f}));
    try (ClipModel model = of(GOLDEN.config(), tensors)) {
      model.save(directory);
    }
    try (TensorSource saved = WeightFiles.open(directory)) {
      assertThat(saved.names()).doesNotContain("text_model.embeddings.position_ids").hasSize(78);
      assertThat(saved.shape("logit_scale")).isEmpty();
      assertThat(saved.read("logit_scale")).containsExactly(4.6f);
    }
  }

  private static Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (ClipModel model = GOLDEN.model()) {
      model
          .parameters()
          .forEach(
              (name, parameter) ->
                  tensors.put(
                      name,
                      new Tensor(
                          parameter.getShape().getShape(), parameter.getArray().toFloatArray())));
    }
    return tensors;
  }

  private static ClipModel of(ClipConfig config, Map<String, Tensor> tensors) {
    return ClipModel.of(config, TensorSource.of(tensors), Device.cpu());
  }

  private static String version(ClipConfig config, Map<String, Tensor> tensors) {
    try (ClipModel model = of(config, tensors)) {
      return model.version();
    }
  }

  private static float[] text(ClipModel model, NDManager manager) {
    return model.text(manager, GOLDEN.ids()).embeds().toFloatArray();
  }

  private static float[] image(ClipModel model, NDManager manager) {
    return model.image(manager, GOLDEN.pixels(manager)).embeds().toFloatArray();
  }
}
