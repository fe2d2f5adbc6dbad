package org.melange.spark.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.run.Sha256;
import org.melange.testing.LocalSpark;

/** Checksums are the same whether the driver or executors compute them. */
class FileChecksumsTest {

  @TempDir private Path dir;

  @Test
  void sumsComeInTheOrderOfTheFilesAndAreEmptyForMissingOnes() throws IOException {
    LocalSpark.session();
    List<String> files = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      files.add(Files.writeString(dir.resolve("f" + i), "content " + i).toString());
      expected.add(Sha256.of("content " + i));
    }
    files.add(3, dir.resolve("absent").toString());
    expected.add(3, "");
    assertThat(FileChecksums.of(files, 100)).isEqualTo(expected);
    assertThat(FileChecksums.of(files, 1L << 40)).isEqualTo(expected);
  }

  @Test
  void aFileThatItsFileSystemReportsAsDamagedHasNoSum() throws IOException {
    Path file = dir.resolve("a");
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toString());
    try (java.io.OutputStream out = HadoopFiles.fileSystem(path).create(path)) {
      out.write(new byte[2_000]);
    }
    assertThat(dir.resolve(".a.crc")).exists();
    byte[] edited = new byte[2_000];
    edited[1_000] = 1;
    Files.write(file, edited);
    assertThat(FileChecksums.of(List.of(file.toString()), 2_000)).containsExactly("");
  }
}
