package org.melange.spark.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.melange.testing.LocalSpark;

/** Temporary local directories. */
class TempDirectoriesTest {

  @Test
  void createsEmptyDirectoriesAndDeletesThemWithTheirContent() throws IOException {
    LocalSpark.session();
    Path one = TempDirectories.create("melange-test");
    Path two = TempDirectories.create("melange-test");
    assertThat(one).isEmptyDirectory().isNotEqualTo(two);
    assertThat(one.getFileName().toString()).startsWith("melange-test");
    Files.createDirectories(one.resolve("a/b"));
    Files.writeString(one.resolve("a/b/c"), "x");
    TempDirectories.delete(one);
    TempDirectories.delete(two);
    assertThat(one).doesNotExist();
    assertThat(two).doesNotExist();
  }
}
