package org.melange.spark.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lease files on a Hadoop file system; whether creating them is atomic depends on the system. */
class HadoopLeaseStoreTest {

  @TempDir private java.nio.file.Path dir;
  private HadoopLeaseStore store;

  @BeforeEach
  void open() throws IOException {
    FileSystem fs = new RawLocalFileSystem();
    fs.initialize(URI.create("file:///"), new Configuration());
    Path guarded = new Path(dir.toString(), "out");
    store = new HadoopLeaseStore(fs, guarded, new Path(guarded, "_lease"));
  }

  @Test
  void aNewDirectoryHasNoLease() throws IOException {
    assertThat(store.guarded()).endsWith("/out");
    assertThat(store.generations()).isEmpty();
    assertThat(store.read(1)).isEmpty();
    store.removeIfEmpty();
  }

  @Test
  void aGenerationIsCreatedOnce() throws IOException {
    assertThat(store.create(1, "first")).isTrue();
    assertThat(store.create(1, "second")).isFalse();
    assertThat(store.read(1)).contains("first");
    assertThat(store.create(2, "next")).isTrue();
    assertThat(store.generations()).containsExactly(1L, 2L);
  }

  @Test
  void generationsAreSortedByNumberAndOtherFilesAreIgnored() throws IOException {
    for (long generation : new long[] {10, 9, 1_000_000_000_000L}) {
      assertThat(store.create(generation, "x")).isTrue();
    }
    java.nio.file.Path files = dir.resolve("out/_lease");
    Files.writeString(files.resolve("draft.tmp"), "");
    Files.writeString(files.resolve("1234567890123456789"), "too many digits");
    Files.createDirectory(files.resolve("7"));
    assertThat(store.generations()).containsExactly(9L, 10L, 1_000_000_000_000L);
  }

  @Test
  void replacesAndDeletesAGeneration() throws IOException {
    store.create(1, "first");
    store.replace(1, "renewed \u20ac");
    assertThat(store.read(1)).contains("renewed \u20ac");
    store.removeIfEmpty();
    assertThat(store.generations()).containsExactly(1L);
    store.delete(1);
    store.delete(1);
    assertThat(store.read(1)).isEmpty();
    store.removeIfEmpty();
    assertThat(dir.resolve("out/_lease")).doesNotExist();
  }

  @Test
  void aFailureThatIsNotAnExistingFileIsReported() throws IOException {
    Files.writeString(dir.resolve("out"), "a file in the way");
    assertThatThrownBy(() -> store.create(1, "x")).isInstanceOf(IOException.class);
  }
}
