package org.melange.spark.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.enrich.batch.BatchEntry;

class BatchDirectoryTest {

  private static final String SERVICE = "http://localhost/v1";

  @TempDir private Path dir;
  private BatchDirectory batches;

  @BeforeEach
  void open() {
    batches = new BatchDirectory(dir + "/open");
  }

  @Test
  void entriesAreListedByTheirMarks() {
    assertThat(batches.open()).isEmpty();
    BatchEntry b = new BatchEntry("b", Optional.empty(), SERVICE);
    BatchEntry a = new BatchEntry("a", Optional.of("batch_1"), SERVICE);
    batches.write(b);
    batches.write(a);
    assertThat(batches.open()).containsExactly(a, b);
    assertThat(new BatchDirectory(dir + "/open").open()).containsExactly(a, b);
  }

  @Test
  void anEntryReplacesOneWithTheSameMark() {
    batches.write(new BatchEntry("a", Optional.empty(), SERVICE));
    BatchEntry known = new BatchEntry("a", Optional.of("batch_1"), SERVICE);
    batches.write(known);
    assertThat(batches.open()).containsExactly(known);
    batches.remove(known);
    assertThat(batches.open()).isEmpty();
  }

  @Test
  void aLostBatchIsKeptButNotOpen() {
    BatchEntry lost = new BatchEntry("a", Optional.of("batch_1"), SERVICE);
    batches.write(lost);
    assertThat(batches.hasLost()).isFalse();
    batches.setAside(lost);
    assertThat(batches.open()).isEmpty();
    assertThat(batches.hasLost()).isTrue();
    assertThat(dir.resolve("open/a.lost.json")).content().contains("batch_1");
  }

  @Test
  void aTruncatedFileStillHasItsMark() throws IOException {
    Files.createDirectories(dir.resolve("open"));
    Files.writeString(dir.resolve("open/m.batch.json"), "{\"mark\":\"m\",\"batch_");
    Files.writeString(dir.resolve("open/other.txt"), "not an entry");
    assertThat(batches.open()).containsExactly(new BatchEntry("m", Optional.empty(), ""));
  }
}
