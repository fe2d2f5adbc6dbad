package org.melange.spark.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathResolverTest {

  private static final String HERE = "file:" + Path.of("").toAbsolutePath();

  @TempDir private Path dir;

  @Test
  void relativePathsAreRelativeToTheWorkingDirectory() {
    assertThat(PathResolver.absolute("my/kb")).isEqualTo(HERE + "/my/kb");
    assertThat(PathResolver.absolute(".")).isEqualTo(HERE);
    assertThat(PathResolver.absolute("/data/kb")).isEqualTo("file:/data/kb");
    assertThat(PathResolver.absolute("file:///data/kb")).isEqualTo("file:/data/kb");
  }

  @Test
  void aNameMayContainAColon() {
    assertThat(PathResolver.absolute("10:30.jsonl")).isEqualTo(HERE + "/10:30.jsonl");
    assertThat(PathResolver.directoryOf("10:30.jsonl")).isEqualTo(HERE);
  }

  @Test
  void allPathsToTheSameDataHaveTheSameDirectory() throws IOException {
    Path folder = Files.createDirectory(dir.resolve("posts.v1"));
    for (String day : List.of("date=2026-11-29", "date=2026-11-30")) {
      Files.createFile(
          Files.createDirectories(folder.resolve(day + "/lang=en")).resolve("a.jsonl"));
    }
    Files.createFile(folder.resolve("a.jsonl"));
    for (String name :
        List.of(
            "",
            "/",
            "/a.jsonl",
            "/*.jsonl",
            "/*",
            "/{a,b}.jsonl",
            "/[ab].jsonl",
            "/a?jsonl",
            "/date=2026-11-29",
            "/date=2026-11-29/",
            "/date=2026-11-29/lang=en/a.jsonl",
            "/date=*",
            "/date=*/lang=en/*.jsonl",
            "/*/lang=en",
            "/date=2026-12-01",
            "/absent.jsonl")) {
      assertThat(PathResolver.directoryOf(folder + name)).as(name).isEqualTo("file:" + folder);
    }
    assertThat(PathResolver.directoryOf("posts.jsonl")).isEqualTo(HERE);
  }

  @Test
  void aDirectoryThatExistsIsNotAGlob() throws IOException {
    Path folder = Files.createDirectory(dir.resolve("posts [1] {x}"));
    Path file = Files.createFile(folder.resolve("a[1].jsonl"));
    assertThat(PathResolver.directoryOf(file.toString())).isEqualTo("file:" + folder);
    assertThat(PathResolver.directoryOf(folder.toString())).isEqualTo("file:" + folder);
  }
}
