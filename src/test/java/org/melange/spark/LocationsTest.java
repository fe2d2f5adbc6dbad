package org.melange.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocationsTest {

  private static final String HERE = "file:" + Path.of("").toAbsolutePath();

  @TempDir private Path dir;

  @Test
  void relativePathsAreTakenFromHere() {
    assertThat(Locations.absolute("my/kb")).isEqualTo(HERE + "/my/kb");
    assertThat(Locations.absolute(".")).isEqualTo(HERE);
    assertThat(Locations.absolute("/data/kb")).isEqualTo("file:/data/kb");
    assertThat(Locations.absolute("file:///data/kb")).isEqualTo("file:/data/kb");
  }

  @Test
  void aFileLiesInItsFolderAndAFolderInItself() throws IOException {
    Path folder = Files.createDirectory(dir.resolve("posts.v1"));
    Files.createFile(folder.resolve("a.jsonl"));
    String expected = "file:" + folder;
    assertThat(Locations.folderOf(folder.resolve("a.jsonl").toString())).isEqualTo(expected);
    assertThat(Locations.folderOf(folder.resolve("*.jsonl").toString())).isEqualTo(expected);
    assertThat(Locations.folderOf(folder.toString())).isEqualTo(expected);
    assertThat(Locations.folderOf("posts.jsonl")).isEqualTo(HERE);
  }
}
