package org.melange.spark.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.VerifySettings.Checksums;
import org.melange.run.Manifest;

/** Parts of a feature store: complete, incomplete and damaged ones. */
class FeaturePartTest {

  @TempDir private Path dir;
  private Path part;

  @BeforeEach
  void writePart() throws IOException {
    part = Files.createDirectories(dir.resolve("part=run-0/status=ok")).getParent();
    Files.writeString(part.resolve("status=ok/a.parquet"), "rows");
    Files.createDirectories(part.resolve("status=failed"));
    Files.writeString(part.resolve("status=failed/b.parquet"), "others");
    FeaturePart.seal(part.toString(), "run");
  }

  @Test
  void aSealedPartListsTheFilesOfItsDirectories() {
    FeaturePart opened = FeaturePart.open(part.toString(), Checksums.ONCE).orElseThrow();
    assertThat(opened.files("status=ok"))
        .singleElement()
        .satisfies(file -> assertThat(file).endsWith("part=run-0/status=ok/a.parquet"));
    assertThat(opened.files("status=failed")).hasSize(1);
    assertThat(opened.files("status=other")).isEmpty();
  }

  @Test
  void aPartWithoutManifestIsNotRead() throws IOException {
    Path open = Files.createDirectories(dir.resolve("part=run-1"));
    assertThat(FeaturePart.open(open.toString(), Checksums.ONCE)).isEmpty();
    assertThat(open).exists();
  }

  @Test
  void aPartWhoseFileWasChangedLostOrCutIsSetAside() throws IOException {
    Files.writeString(part.resolve("status=ok/a.parquet"), "rowz");
    assertSetAside();
  }

  @Test
  void aPartThatLostAFileIsSetAside() throws IOException {
    Files.delete(part.resolve("status=failed/b.parquet"));
    assertSetAside();
  }

  @Test
  void aPartWhoseManifestIsNotReadableIsSetAside() throws IOException {
    Files.writeString(part.resolve(Manifest.FILE), "{");
    assertSetAside();
  }

  private void assertSetAside() throws IOException {
    assertThat(FeaturePart.open(part.toString(), Checksums.ALWAYS)).isEmpty();
    assertThat(part).doesNotExist();
    try (var left = Files.list(dir)) {
      assertThat(left.map(path -> path.getFileName().toString()).toList())
          .isEqualTo(List.of("damaged-part=run-0"));
    }
  }
}
