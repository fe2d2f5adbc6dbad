package org.melange.spark.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.run.Manifest;

/** Operations on files, and the errors that a user sees when they fail. */
class HadoopFilesTest {

  @TempDir private Path dir;

  private String path(String name) {
    return dir.resolve(name).toString();
  }

  @Test
  void listsDirectoriesThatContainAMark() throws IOException {
    for (String name : List.of("b", "a", "c")) {
      Files.createDirectories(dir.resolve("runs/" + name));
    }
    Files.writeString(dir.resolve("runs/a/mark"), "");
    Files.writeString(dir.resolve("runs/b/mark"), "");
    Files.writeString(dir.resolve("runs/mark"), "");
    assertThat(HadoopFiles.directories(path("runs/*"), "mark"))
        .extracting(found -> found.substring(found.lastIndexOf('/')))
        .containsExactly("/a", "/b");
    assertThat(HadoopFiles.directories(path("nothing/*"), "mark")).isEmpty();
  }

  @Test
  void distinguishesFilesAndDirectories() throws IOException {
    Files.writeString(dir.resolve("file"), "x");
    assertThat(HadoopFiles.exists(path("file"))).isTrue();
    assertThat(HadoopFiles.exists(path("absent"))).isFalse();
    assertThat(HadoopFiles.isDirectory(path("file"))).isFalse();
    assertThat(HadoopFiles.isDirectory(path("absent"))).isFalse();
    assertThat(HadoopFiles.isDirectory(dir.toString())).isTrue();
    assertThat(HadoopFiles.local("file:" + dir + "/file")).contains(dir.resolve("file"));
  }

  @Test
  void movesIntoDirectoriesThatDoNotExistYet() throws IOException {
    Files.createDirectories(dir.resolve("from"));
    Files.writeString(dir.resolve("from/a"), "x");
    HadoopFiles.move(path("from"), path("deep/er/to"));
    assertThat(dir.resolve("from")).doesNotExist();
    assertThat(dir.resolve("deep/er/to/a")).hasContent("x");
    assertThatThrownBy(() -> HadoopFiles.move(path("absent"), path("to")))
        .hasMessageContaining("moving " + path("absent") + " to " + path("to"));
  }

  @Test
  void retainsOnlyTheFilesThatAreNamed() throws IOException {
    Files.createDirectories(dir.resolve("d/old"));
    Files.writeString(dir.resolve("d/old/x"), "");
    Files.writeString(dir.resolve("d/keep"), "");
    Files.writeString(dir.resolve("d/other"), "");
    HadoopFiles.retain(path("d"), List.of("keep", "absent"));
    assertThat(HadoopFiles.names(path("d"))).containsExactly("keep");
    HadoopFiles.retain(path("nothing"), List.of());
    assertThat(HadoopFiles.names(path("nothing"))).isEmpty();
  }

  @Test
  void deletesAndCreatesDirectories() {
    HadoopFiles.makeDirectory(path("a/b"));
    assertThat(dir.resolve("a/b")).isDirectory();
    HadoopFiles.delete(path("a"));
    HadoopFiles.delete(path("a"));
    assertThat(dir.resolve("a")).doesNotExist();
  }

  @Test
  void replacesAFileTogetherWithItsChecksumFile() throws IOException {
    Files.createDirectories(dir.resolve("out"));
    Files.writeString(dir.resolve("out/a.json"), "old");
    Files.writeString(dir.resolve("out/.a.json.crc"), "checksum of old");
    HadoopFiles.write(path("out/a.json"), "new \u20ac");
    assertThat(HadoopFiles.read(path("out/a.json"))).isEqualTo("new \u20ac");
    assertThat(HadoopFiles.bytes(path("out/a.json"))).hasSize(7);
    assertThat(HadoopFiles.names(path("out"))).containsExactly("a.json");
    HadoopFiles.write(path("new/er/b"), "x");
    assertThat(dir.resolve("new/er/b")).hasContent("x");
  }

  @Test
  void copiesFilesIntoALocalDirectory() throws IOException {
    Files.writeString(dir.resolve("a"), "content");
    Path target = Files.createDirectory(dir.resolve("target"));
    HadoopFiles.fetch(path("a"), target);
    assertThat(target.resolve("a")).hasContent("content");
    assertThatThrownBy(() -> HadoopFiles.fetch(path("absent"), target))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("fetching " + path("absent"));
  }

  @Test
  void readingAMissingFileIsAUserError() {
    assertThatThrownBy(() -> HadoopFiles.bytes(path("absent")))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining("reading " + path("absent"));
  }

  @Test
  void readsTheManifestOfADirectory() {
    assertThatThrownBy(() -> HadoopFiles.manifest(dir.toString(), "model"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(
            dir
                + " contains no model: it does not exist, or the job that writes it did not finish");
    HadoopFiles.write(
        path(Manifest.FILE), new Manifest("model", "v1", Map.of("entities", 3)).toJson());
    assertThat(HadoopFiles.manifest(dir.toString(), "model").version()).isEqualTo("v1");
    assertThatThrownBy(() -> HadoopFiles.manifest(dir.toString(), "links"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("model")
        .hasMessageContaining("links");
  }

  /** Named as the exception of hadoop-aws, which is not on the class path. */
  private static final class UnknownStoreException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void failuresThatAUserCanFixAreUserErrors() {
    assertUserError(new UnknownStoreException(), "writing x: the bucket does not exist");
    assertUserError(new AccessDeniedException("x"), "access denied; check the credentials");
    assertUserError(new AccessControlException("no"), "access denied; check the credentials");
    assertUserError(new ChecksumException("sum", 3), "was edited or damaged after it was written");
    assertUserError(new FileNotFoundException("gone"), "writing x: gone");
    assertUserError(
        new UnsupportedFileSystemException("No FileSystem for scheme \"s4\""), "\"s4\"");
  }

  private static void assertUserError(IOException failure, String message) {
    assertThat(HadoopFiles.failure("writing x", failure))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining(message)
        .hasCause(failure);
  }

  @Test
  void otherFailuresMayBeRetried() {
    IOException reset = new IOException("connection reset");
    assertThat(HadoopFiles.failure("writing x", reset))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("writing x")
        .hasCause(reset);
  }
}
