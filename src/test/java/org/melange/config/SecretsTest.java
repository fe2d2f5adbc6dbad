package org.melange.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

  private static final String UNSET = "MELANGE_TEST_VARIABLE_THAT_NOBODY_SETS";

  @TempDir private Path dir;

  @Test
  void aFileGoesBeforeTheVariable() throws IOException {
    Map.Entry<String, String> set =
        System.getenv().entrySet().stream()
            .filter(entry -> !entry.getValue().isBlank())
            .findFirst()
            .orElseThrow();
    Path file = Files.writeString(dir.resolve("key"), " sk-word\r\n");
    assertThat(Secrets.read(file.toString(), set.getKey())).isEqualTo("sk-word");
    assertThat(Secrets.read("", set.getKey())).isEqualTo(set.getValue().strip());
    assertThat(Secrets.read("", UNSET)).isEmpty();
    assertThat(Secrets.read("", "")).isEmpty();
  }

  @Test
  void aFileThatCannotBeReadIsAFaultEvenIfTheVariableIsSet() throws IOException {
    Path binary =
        Files.write(
            dir.resolve("binary"), new byte[] {'k', 'e', 'y', 'w', 'o', 'r', 'd', (byte) 0xff});
    for (Path file : new Path[] {dir.resolve("absent"), dir, binary}) {
      assertThatThrownBy(() -> Secrets.read(file.toString(), UNSET))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("key file " + file + " cannot be read")
          .hasMessageNotContaining("keyword");
    }
  }
}
