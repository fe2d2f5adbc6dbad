package org.melange.spark.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.run.JobException;

class PromptFileTest {

  private static final String VALID =
      "[system]\nChoose.\n[user]\n{{mention}} {{text}} {{choices}}\n";

  @TempDir private Path dir;

  @Test
  void theDefaultIsInTheJar() {
    assertThat(PromptFile.read("")).contains("[system]", "[user]", "{{choices}}");
  }

  @Test
  void aFileOfTheUserIsReadAsItIs() throws IOException {
    Path file = Files.writeString(dir.resolve("prompt.txt"), VALID);
    assertThat(PromptFile.read(file.toString())).isEqualTo(VALID);
  }

  @Test
  void anInvalidTemplateIsNamedWithTheReason() throws IOException {
    Path file =
        Files.writeString(dir.resolve("prompt.txt"), VALID.replace("{{text}}", "{{texts}}"));
    assertThatThrownBy(() -> PromptFile.read(file.toString()))
        .isInstanceOf(JobException.class)
        .hasMessageContainingAll(file.toString(), "{{texts}} is unknown");
  }

  @Test
  void aFileThatIsMissingIsNamed() {
    assertThatThrownBy(() -> PromptFile.read(dir + "/absent.txt"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("absent.txt");
  }
}
