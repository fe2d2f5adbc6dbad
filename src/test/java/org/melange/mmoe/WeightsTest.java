package org.melange.mmoe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.melange.tensor.Tensor;

class WeightsTest {

  private static final MatcherConfig CONFIG =
      new MatcherConfig(64, 16, 16, 4, 2, 4, Gate.PUBLISHED);

  @Test
  void randomWeightsAreThoseThatPyTorchWouldStartFrom() {
    Weights random = Weights.random(CONFIG, 43);
    float[] weight = random.values("text_module.moe_layer.gate.w_gate.weight", 4, 64);
    float[] bias = random.values("cross_module.text_fc.bias", 16);
    assertThat(max(weight)).isBetween(0.1f, 0.125f);
    assertThat(max(bias)).isBetween(0.05f, 0.125f);
    assertThat(random.values("text_cls_layernorm.weight", 64)).containsOnly(1f);
    assertThat(random.values("text_module.layer_norm.bias", 16)).containsOnly(0f);
  }

  @Test
  void randomWeightsDependOnSeedAndNameAlone() {
    Weights one = Weights.random(CONFIG, 43);
    float[] bias = one.values("text_module.fc_key.bias", 16);
    assertThat(Weights.random(CONFIG, 43).values("text_module.fc_key.bias", 16)).isEqualTo(bias);
    assertThat(Weights.random(CONFIG, 44).values("text_module.fc_key.bias", 16)).isNotEqualTo(bias);
    assertThat(one.values("text_module.fc_value.bias", 16)).isNotEqualTo(bias);
    assertThatThrownBy(() -> one.values("text_module.fc.bias", 16))
        .hasMessageContaining("text_module.fc.bias");
  }

  @Test
  void exportedWeightsMakeTheSameMatcher() {
    try (Matcher matcher = Matcher.create(CONFIG, Weights.random(CONFIG, 7), Device.cpu())) {
      Map<String, float[]> exported = matcher.exportWeights();
      assertThat(exported.keySet())
          .containsExactlyElementsOf(Matcher.parameterShapes(CONFIG).keySet());
      try (Matcher copy = Matcher.create(CONFIG, Weights.of(exported), Device.cpu())) {
        copy.exportWeights()
            .forEach((name, values) -> assertThat(values).isEqualTo(exported.get(name)));
      }
    }
  }

  @Test
  void missingAndUnfitWeightsAreNamed() {
    Map<String, float[]> values = new HashMap<>();
    Matcher.parameterShapes(CONFIG)
        .forEach((name, shape) -> values.put(name, new float[(int) Tensor.elements(shape)]));
    values.put("cross_module.gate_fc.weight", new float[15]);
    assertThatThrownBy(() -> Matcher.create(CONFIG, Weights.of(values), Device.cpu()))
        .hasMessageContaining("cross_module.gate_fc.weight")
        .hasMessageContaining("needs 16 values")
        .hasMessageContaining("give 15");
    values.remove("text_module.fc_key.bias");
    assertThatThrownBy(() -> Matcher.create(CONFIG, Weights.of(values), Device.cpu()))
        .hasMessageContaining("no parameter 'text_module.fc_key.bias'");
  }

  private static float max(float[] values) {
    float max = 0;
    for (float value : values) {
      max = Math.max(max, Math.abs(value));
    }
    return max;
  }
}
