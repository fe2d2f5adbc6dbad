package org.melange.spark.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.VerifySettings.Checksums;
import org.melange.run.FileListing;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.Sha256;
import org.melange.testing.LocalSpark;

/** The files of a directory are compared with those of its manifest. */
class ListedFilesTest {

  @TempDir private Path dir;
  private FileListing listed;

  @BeforeEach
  void write() throws IOException {
    for (String file :
        List.of(
            "rows/b",
            "rows/a",
            "rows/_temporary/x",
            "rows/.b.crc",
            "other/c",
            "names",
            Manifest.FILE)) {
      Files.createDirectories(dir.resolve(file).getParent());
      Files.writeString(dir.resolve(file), file);
    }
    listed = ListedFiles.of(dir.toString(), name -> !name.equals("other"));
  }

  private Manifest manifest() {
    return new Manifest("kb", "v", Map.of()).listing(listed);
  }

  private void check(Checksums checksums) {
    ListedFiles.check(dir.toString(), manifest(), listed, checksums);
  }

  @Test
  void listsDataFilesWithLengthAndSum() throws IOException {
    assertThat(listed.paths()).containsExactlyInAnyOrder("rows/a", "rows/b", "names");
    assertThat(listed.sums())
        .containsEntry("rows/a", Sha256.of("rows/a"))
        .containsEntry("names", Sha256.of("names"));
    assertThat(listed.bytes()).isEqualTo(6 + 6 + 5);
  }

  @Test
  void acceptsTheListedFilesAndIgnoresOthers() throws IOException {
    Files.writeString(dir.resolve("rows/new"), "not listed");
    assertThatCode(() -> check(Checksums.ONCE)).doesNotThrowAnyException();
    assertThatCode(() -> check(Checksums.ALWAYS)).doesNotThrowAnyException();
  }

  @Test
  void namesAFileThatIsMissing() throws IOException {
    Files.delete(dir.resolve("rows/b"));
    assertRefused(Checksums.ONCE, "rows/b");
    assertThatThrownBy(() -> ListedFiles.checkLengths(dir.toString(), manifest(), listed))
        .hasMessageContaining("rows/b");
  }

  @Test
  void aDirectoryInPlaceOfAFileIsAMissingFile() throws IOException {
    Files.delete(dir.resolve("rows/b"));
    Files.createDirectory(dir.resolve("rows/b"));
    assertRefused(Checksums.ONCE, "rows/b");
  }

  @Test
  void namesAFileOfAnotherLength() throws IOException {
    Files.writeString(dir.resolve("rows/a"), "rows/a and more");
    assertRefused(Checksums.ONCE, "rows/a");
  }

  @Test
  void readsContentsAgainAfterAFileWasModified() throws IOException {
    check(Checksums.ONCE);
    Files.writeString(dir.resolve("rows/a"), "rows/A");
    Files.setLastModifiedTime(
        dir.resolve("rows/a"), java.nio.file.attribute.FileTime.fromMillis(1_000_000));
    assertThatCode(() -> ListedFiles.checkLengths(dir.toString(), manifest(), listed))
        .doesNotThrowAnyException();
    assertRefused(Checksums.ONCE, "rows/a");
    assertRefused(Checksums.ALWAYS, "rows/a");
  }

  /** That is the price of verifying once; {@code always} detects it. */
  @Test
  void aChangeThatKeepsTheTimeIsDetectedByAlwaysOnly() throws IOException {
    check(Checksums.ONCE);
    java.nio.file.attribute.FileTime time = Files.getLastModifiedTime(dir.resolve("rows/a"));
    Files.writeString(dir.resolve("rows/a"), "rows/A");
    Files.setLastModifiedTime(dir.resolve("rows/a"), time);
    assertThatCode(() -> check(Checksums.ONCE)).doesNotThrowAnyException();
    assertRefused(Checksums.ALWAYS, "rows/a");
  }

  @Test
  void readsExactlyTheParquetFilesThatAreNamed() {
    StructType schema = new StructType().add("id", "bigint");
    String part = dir.resolve("p[1]{a}*").toString();
    LocalSpark.session().range(3).coalesce(1).write().parquet(part);
    LocalSpark.session().range(9).coalesce(1).write().parquet(dir.resolve("p1a").toString());
    List<String> files =
        HadoopFiles.names(part).stream()
            .filter(name -> name.endsWith(".parquet"))
            .map(name -> part + "/" + name)
            .toList();
    assertThat(ListedFiles.read(LocalSpark.session(), schema, files).count()).isEqualTo(3);
    assertThat(ListedFiles.read(LocalSpark.session(), schema, List.of()).count()).isZero();
  }

  private void assertRefused(Checksums checksums, String file) {
    assertThatThrownBy(() -> check(checksums))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(file);
  }
}
