package org.melange.spark.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.run.Manifest;

class ModelInfoTest {

  @TempDir private Path dir;

  @Test
  void theFactsOfAModelSayWhetherItWasTrained() throws IOException {
    assertThat(trained(Map.of("trained", true))).isTrue();
    assertThat(trained(Map.of("trained", false, "weights", "matcher.ckpt"))).isFalse();
    assertThat(trained(Map.of("weights", "random"))).isFalse();
    assertThat(trained(Map.of("weights", "matcher.ckpt"))).isTrue();
    assertThat(trained(Map.of())).isTrue();
  }

  private boolean trained(Map<String, Object> facts) throws IOException {
    Files.writeString(dir.resolve(Manifest.FILE), new Manifest("model", "v", facts).toJson());
    return ModelInfo.trained(dir.toString());
  }
}
