package org.melange.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** First values of a new model, against the factors in Hugging Face's {@code _init_weights}. */
class InitializersTest {

  private static final Initializer RANDOM = Initializers.random(43).fittedTo(ClipConfig.vitB32());

  @ParameterizedTest
  @CsvSource({
    "text_model.embeddings.token_embedding.weight, 0.02",
    "text_model.embeddings.position_embedding.weight, 0.02",
    "vision_model.embeddings.class_embedding, 0.036084",
    "vision_model.embeddings.patch_embedding.weight, 0.02",
    "text_model.encoder.layers.0.self_attn.q_proj.weight, 0.0090211",
    "vision_model.encoder.layers.3.self_attn.v_proj.weight, 0.0073657",
    "vision_model.encoder.layers.3.self_attn.out_proj.weight, 0.036084",
    "text_model.encoder.layers.0.mlp.fc1.weight, 0.03125",
    "text_model.encoder.layers.0.mlp.fc2.weight, 0.0090211",
    "text_projection.weight, 0.0441942",
    "visual_projection.weight, 0.0360844"
  })
  void weightsHaveTheirStandardDeviation(String name, double expected) {
    float[] values = RANDOM.values(name, new long[] {200, 200});
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
    }
    assertThat(Math.sqrt(squares / values.length)).isCloseTo(expected, offset(0.02 * expected));
    assertThat(sum / values.length).isCloseTo(0, offset(0.02 * expected));
  }

  @Test
  void layerNormsAreIdentitiesAndBiasesZero() {
    assertThat(RANDOM.values("vision_model.pre_layrnorm.weight", new long[] {2})).contains(1, 1);
    assertThat(RANDOM.values("text_model.final_layer_norm.bias", new long[] {2})).contains(0, 0);
    assertThat(RANDOM.values("a.mlp.fc1.bias", new long[] {2})).contains(0, 0);
  }

  @Test
  void aParametersValuesDependOnItsNameAndTheSeedAlone() {
    long[] shape = {30};
    float[] values = RANDOM.values("text_projection.weight", shape);
    assertThat(RANDOM.values("text_projection.weight", shape)).isEqualTo(values);
    assertThat(RANDOM.values("visual_projection.weight", shape)).isNotEqualTo(values);
    assertThat(Initializers.random(44).values("text_projection.weight", shape))
        .isNotEqualTo(values);
  }
}
