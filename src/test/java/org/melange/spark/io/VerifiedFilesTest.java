package org.melange.spark.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results of checksum verification are stored per directory and state. */
class VerifiedFilesTest {

  @TempDir private Path dir;

  @Test
  void knowsTheLastStateOfEachDirectory() {
    VerifiedFiles verified = new VerifiedFiles(Optional.of(dir));
    assertThat(verified.has("file:/kb", "one")).isFalse();
    verified.add("file:/kb", "one");
    verified.add("file:/table", "two");
    assertThat(verified.has("file:/kb", "one")).isTrue();
    assertThat(verified.has("file:/kb", "two")).isFalse();
    assertThat(verified.has("file:/table", "two")).isTrue();
    verified.add("file:/kb", "three");
    assertThat(verified.has("file:/kb", "one")).isFalse();
    assertThat(new VerifiedFiles(Optional.of(dir)).has("file:/kb", "three")).isTrue();
  }

  @Test
  void leavesNoTemporaryFiles() throws IOException {
    VerifiedFiles verified = new VerifiedFiles(Optional.of(dir));
    verified.add("a", "one");
    verified.add("a", "two");
    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files).singleElement().asString().contains("listed-");
    }
  }

  @Test
  void withoutACacheNothingIsKnown() {
    VerifiedFiles none = new VerifiedFiles(Optional.empty());
    none.add("a", "one");
    assertThat(none.has("a", "one")).isFalse();
  }

  @Test
  void aCacheThatFailsOnlyCostsAVerification() throws IOException {
    Path gone = Files.createDirectory(dir.resolve("gone"));
    VerifiedFiles verified = new VerifiedFiles(Optional.of(gone));
    verified.add("a", "one");
    try (Stream<Path> files = Files.list(gone)) {
      Path note = files.findFirst().orElseThrow();
      Files.delete(note);
      Files.createDirectory(note); // cannot be read as a file
    }
    assertThat(verified.has("a", "one")).isFalse();
    VerifiedFiles nowhere = new VerifiedFiles(Optional.of(dir.resolve("absent")));
    nowhere.add("a", "one");
    assertThat(nowhere.has("a", "one")).isFalse();
  }
}
