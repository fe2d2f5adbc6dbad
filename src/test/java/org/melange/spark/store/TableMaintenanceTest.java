package org.melange.spark.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.melange.spark.store.StoredTable.StoredFile;
import org.melange.spark.store.StoredTable.StoredVersion;

/** What maintenance plans. */
class TableMaintenanceTest {

  private static StoredFile file(String bucket, long bytes) {
    return new StoredFile(bucket, bytes);
  }

  private static StoredVersion version(int id, String time) {
    return new StoredVersion(Integer.toString(id), Instant.parse(time));
  }

  @Test
  void smallFilesOfABucketAreJoinedUpToTheSize() {
    List<StoredFile> files =
        List.of(
            file("a", 10),
            file("a", 20),
            file("a", 60),
            file("a", 100),
            file("b", 5),
            file("b", 80));
    // a: 10 + 20 + 60, and 100 as it is; b: 5 alone, and 80, which is large enough.
    assertThat(TableMaintenance.filesAfter(files, 100)).isEqualTo(4);
    assertThat(TableMaintenance.filesAfter(files, 1000)).isEqualTo(2);
    assertThat(TableMaintenance.filesAfter(files, 1)).isEqualTo(6);
    assertThat(TableMaintenance.filesAfter(List.of(), 100)).isZero();
  }

  @Test
  void aVersionExpiresOnceItWasReplacedLongEnoughAgo() {
    List<StoredVersion> versions =
        List.of(
            version(1, "2026-11-01T00:00:00Z"),
            version(2, "2026-11-10T00:00:00Z"),
            version(3, "2026-11-20T00:00:00Z"));
    assertThat(TableMaintenance.expired(versions, Instant.parse("2026-11-15T00:00:00Z")))
        .extracting(StoredVersion::id)
        .containsExactly("1");
    assertThat(TableMaintenance.expired(versions, Instant.parse("2030-01-01T00:00:00Z")))
        .extracting(StoredVersion::id)
        .containsExactly("1", "2");
    assertThat(TableMaintenance.expired(List.of(), Instant.MAX)).isEmpty();
  }
}
