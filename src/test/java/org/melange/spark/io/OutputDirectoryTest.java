package org.melange.spark.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.run.Manifest;

/** What an output directory holds, and who may write to it. */
class OutputDirectoryTest {

  @TempDir private Path dir;

  @Test
  void anOutputIsCompleteWhenItHasAManifest() throws IOException {
    Path out = Files.createDirectories(dir.resolve("out"));
    String folder = out.toString();
    assertThat(OutputDirectory.finished(folder)).isFalse();
    assertThat(OutputDirectory.foreign(folder)).isFalse();
    Files.createDirectories(out.resolve("links"));
    assertThat(OutputDirectory.foreign(folder)).isFalse();
    Files.writeString(out.resolve("thesis.tex"), "");
    assertThat(OutputDirectory.foreign(folder)).isTrue();
    OutputDirectory.finish(folder, new Manifest("links", "v", Map.of()));
    assertThat(OutputDirectory.finished(folder)).isTrue();
    OutputDirectory.clear(folder);
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("thesis.tex");
    }
  }

  @Test
  void aTruncatedManifestDoesNotCompleteAnOutput() throws IOException {
    Path out = Files.createDirectories(dir.resolve("full-disk"));
    String folder = out.toString();
    OutputDirectory.finish(folder, new Manifest("links", "v", Map.of()));
    String whole = Files.readString(out.resolve("manifest.json"));
    for (String cut : List.of("", whole.substring(0, whole.length() / 2), "\u0000".repeat(64))) {
      Files.writeString(out.resolve("manifest.json"), cut);
      assertThat(OutputDirectory.finished(folder)).as(cut).isFalse();
      assertThat(OutputDirectory.foreign(folder)).as(cut).isFalse();
    }
    Files.writeString(out.resolve(".manifest.json.4711.draft"), "of a run that was killed");
    OutputDirectory.clear(folder);
    assertThat(out).isEmptyDirectory();
  }

  @Test
  void oneProcessAtATimeWritesToAnOutput() throws IOException {
    Path out = dir.resolve("reserved/out");
    try (OutputLease lease = OutputLease.take(out.toString(), "annotate", line -> {})) {
      assertThatThrownBy(() -> OutputLease.take(out.toString(), "second", line -> {}))
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BUSY))
          .hasMessageContainingAll(out.toString(), "in use by annotate (process ", "since 20");
      assertThat(OutputDirectory.foreign(out.toString())).isFalse();
      Files.createDirectories(out.resolve("links"));
      OutputDirectory.clear(out.toString());
      assertThat(out.resolve("links")).doesNotExist();

      Files.copy(out.resolve("_lease/000000001"), out.resolve("_lease/000000002"));
      assertThat(lease.lost()).isEmpty();
    }
    // What another one holds now is not given back.
    assertThat(out.resolve("_lease/000000002")).exists();
  }

  @Test
  void anOutputThatIsNotWritableIsAUsageError() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")));
    Path file = Files.createFile(dir.resolve("a-file"));
    // The last one is refused to everybody, where there is such a file system.
    for (Path out : List.of(file, file.resolve("out"), Path.of("/proc/out"))) {
      assertThatThrownBy(() -> OutputLease.take(out.toString(), "annotate", line -> {}))
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
          .hasMessageContainingAll(out.toString(), "cannot be written");
    }
    OutputLease.take(dir.resolve("unused").toString(), "annotate", line -> {}).close();
    assertThat(dir.resolve("unused")).doesNotExist();
  }

  /**
   * A device without space where the draft would go is not to be had; a directory in the way is.
   */
  @Test
  void aFailedWriteOfASmallFileLeavesNothing() throws IOException {
    Path out = Files.createDirectories(dir.resolve("out/calibration.json/in-the-way")).getParent();
    assertThatThrownBy(
            () -> OutputDirectory.write(out.getParent().toString(), "calibration.json", "{}"))
        .hasMessageContaining("writing");
    assertThat(out.getParent()).isDirectoryNotContaining(f -> !f.equals(out));
  }

  @Test
  void aReplacedFileHasNoOldChecksumFile() throws IOException {
    String file = dir + "/config.json";
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file);
    try (var out = HadoopFiles.fileSystem(path).create(path, true)) {
      out.writeBytes("written with a file of checksums");
    }
    assertThat(dir.resolve(".config.json.crc")).exists();
    HadoopFiles.write(file, "{}");
    assertThat(HadoopFiles.read(file)).isEqualTo("{}");
    assertThat(HadoopFiles.names(dir.toString())).containsExactly("config.json");
  }

  @Test
  void onOtherFileSystemsADraftIsRenamed() throws IOException {
    org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(dir + "/manifest.json");
    var fs = HadoopFiles.fileSystem(file);
    WholeObjects.write(fs, file, "old");
    WholeObjects.write(fs, file, "{}");
    assertThat(HadoopFiles.read(file.toString())).isEqualTo("{}");
    assertThat(HadoopFiles.names(dir.toString())).containsExactly("manifest.json");
  }
}
