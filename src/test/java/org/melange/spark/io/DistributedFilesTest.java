package org.melange.spark.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Settings;
import org.melange.config.TableSettings.Distribution;
import org.melange.testing.LocalSpark;

/** Files that executors open in place, or as a copy in the cache. */
class DistributedFilesTest {

  private static final List<String> NAMES = List.of("a", "b");

  @TempDir private Path dir;

  @BeforeEach
  void writeFiles() throws IOException {
    for (String name : NAMES) {
      Files.writeString(Files.createDirectories(files()).resolve(name), "content of " + name);
    }
    Files.writeString(files().resolve("c"), "not named");
  }

  private Path files() {
    return dir.resolve("files");
  }

  private Path cache() {
    return dir.resolve("cache");
  }

  private DistributedFiles distributed(Distribution how) {
    return distributed(how, files().toString());
  }

  private DistributedFiles distributed(Distribution how, String directory) {
    return DistributedFiles.of(
        LocalSpark.session(),
        Settings.defaults().link().table().with(how, cache().toString()),
        directory,
        NAMES,
        "copy");
  }

  @Test
  void localFilesAreOpenedInPlace() throws IOException {
    DistributedFiles distributed = distributed(Distribution.FILES);
    assertThat(distributed.sent()).isFalse();
    assertThat(distributed.directory(copy -> {})).isEqualTo(files());
    assertThat(cache()).doesNotExist();
  }

  @Test
  void filesOfAnotherFileSystemAreFetched() throws IOException {
    Configuration configuration = new Configuration(false);
    configuration.set("fs.remote.impl", TroubledFileSystem.class.getName());
    configuration.set(TroubledFileSystem.DIRECTORY, dir.toString());
    // Hadoop caches a file system by its scheme and authority.
    try (FileSystem remote = FileSystem.get(URI.create("remote://fetched"), configuration)) {
      DistributedFiles distributed = distributed(Distribution.FILES, remote.getUri() + "/files");
      assertThat(distributed.sent()).isFalse();
      assertCopied(distributed.directory(draft -> assertThat(draft.resolve("b")).exists()));
    }
  }

  private void assertCopied(Path copy) {
    assertThat(copy).isEqualTo(cache().resolve("copy")).isDirectoryNotContaining("glob:**/c");
    for (String name : NAMES) {
      assertThat(copy.resolve(name)).hasContent("content of " + name);
    }
  }

  @Test
  void filesThatTheDriverSendsAreCopied() throws IOException {
    DistributedFiles distributed = distributed(Distribution.BROADCAST);
    Files.delete(files().resolve("a"));
    assertThat(distributed.sent()).isTrue();
    assertCopied(distributed.directory(draft -> assertThat(draft.resolve("b")).exists()));
  }

  @Test
  void aDamagedCopyIsNotKept() throws IOException {
    DistributedFiles distributed = distributed(Distribution.BROADCAST);
    assertThatThrownBy(
            () ->
                distributed.directory(
                    copy -> {
                      throw new IllegalStateException("damaged");
                    }))
        .hasMessage("damaged");
    assertThat(cache().resolve("copy")).doesNotExist();
    assertThat(distributed.directory(copy -> {})).isDirectory();
  }
}
