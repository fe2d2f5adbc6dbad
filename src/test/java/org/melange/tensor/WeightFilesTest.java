package org.melange.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finding the weights of a directory, shards included. */
class WeightFilesTest {

  private static final String INDEX = "model.safetensors.index.json";

  @TempDir Path directory;

  @BeforeEach
  void writeShards() {
    write("model-00001-of-00002.safetensors", "a", 1);
    write("model-00002-of-00002.safetensors", "b", 2);
  }

  @Test
  void shardsAreReadAsOne() throws Exception {
    index(
        """
        {"metadata": {"total_size": 8}, "weight_map": {
          "b": "model-00002-of-00002.safetensors", "a": "model-00001-of-00002.safetensors"}}
        """);
    try (TensorSource source = WeightFiles.open(directory)) {
      assertThat(source.names()).containsExactly("a", "b");
      assertThat(source.shape("b")).containsExactly(1);
      assertThat(source.read("a")).containsExactly(1);
      assertThat(source.read("b")).containsExactly(2);
      assertThatThrownBy(() -> source.read("c")).hasMessageContaining("no tensor called c");
    }
  }

  @Test
  void aCompleteFileTakesPrecedenceOverShards() throws Exception {
    index("{}");
    write("model.safetensors", "whole", 3);
    try (TensorSource source = WeightFiles.open(directory)) {
      assertThat(source.names()).containsExactly("whole");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"weight_map\": {\"a\": \"model-00002-of-00002.safetensors\"}}",
        "{\"weight_map\": {\"a\": \"model-00009-of-00002.safetensors\"}}",
        "{\"weight_map\": {\"a\": \"../model.safetensors\"}}",
        "{\"weight_map\": {\"a\": \"/etc/passwd\"}}",
        "{\"weight_map\": {\"a\": \"..\"}}",
        "{\"weight_map\": {\"a\": \"\"}}",
        "{\"weight_map\": {\"a\": \".\"}}",
        "{\"weight_map\": {\"a\": \"a\\\\b\"}}",
        "{\"weight_map\": {\"a\": \"\\u0000\"}}",
        "{\"weight_map\": {\"a\": null}}",
        "{\"weight_map\": {\"a\": \"model.safetensors.index.json\"}}",
        "{\"weight_map\": 3}",
        "{"
      })
  void anInvalidIndexIsRefused(String json) throws Exception {
    index(json);
    assertThatThrownBy(() -> WeightFiles.open(directory)).isInstanceOf(WeightsException.class);
  }

  @Test
  void filesOfOtherFormatsAreRefused() throws Exception {
    Path legacy = Files.write(directory.resolve("old.bin"), new byte[] {(byte) 0x80, 2, 'X'});
    assertThatThrownBy(() -> WeightFiles.open(legacy))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("before version 1.6");
    Path text = Files.writeString(directory.resolve("notes.ckpt"), "not a model");
    assertThatThrownBy(() -> WeightFiles.open(text))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("neither a safetensors file nor a PyTorch checkpoint");
    assertThatThrownBy(() -> WeightFiles.open(directory.resolve("absent")))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("no such file");
  }

  private void write(String file, String name, float value) {
    Tensor tensor = new Tensor(new long[] {1}, new float[] {value});
    Safetensors.write(directory.resolve(file), Map.of(name, tensor), Map.of());
  }

  private void index(String json) throws Exception {
    Files.writeString(directory.resolve(INDEX), json);
  }
}
