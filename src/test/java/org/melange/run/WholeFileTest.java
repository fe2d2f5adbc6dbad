package org.melange.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

  @TempDir private Path dir;

  @Test
  void aFileIsReplacedAndNothingElseStays() throws IOException {
    Path file = dir.resolve("manifest.json");
    WholeFile.write(file, "{\"a\": \"ä\"}");
    WholeFile.write(file, "{}");
    assertThat(file).hasContent("{}");
    assertThat(dir).isDirectoryContaining(path -> path.equals(file));
    assertThat(Files.list(dir)).hasSize(1);
  }

  @Test
  void whatCannotBeWrittenStaysAsItWas() throws IOException {
    Path file = dir.resolve("manifest.json");
    Files.createDirectories(file.resolve("a directory with content"));
    assertThatThrownBy(() -> WholeFile.write(file, "{}")).isInstanceOf(IOException.class);
    assertThat(Files.list(dir)).hasSize(1);
  }

  @Test
  void draftsAreKnownByTheirNames() {
    assertThat(WholeFile.isDraft(WholeFile.draftOf("manifest.json"))).isTrue();
    assertThat(WholeFile.draftOf("a")).isNotEqualTo(WholeFile.draftOf("a"));
    assertThat(WholeFile.isDraft("manifest.json")).isFalse();
  }
}
