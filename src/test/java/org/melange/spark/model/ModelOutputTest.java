package org.melange.spark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.run.Manifest;

/** Models are written where executors read them. */
class ModelOutputTest {

  @TempDir private Path dir;

  @Test
  void aDirectoryOfThisMachineIsWrittenInPlace() {
    Path target = dir.resolve("model");
    Manifest written =
        ModelOutput.write(
            target.toString(),
            here -> {
              assertThat(here).isEqualTo(target);
              return write(here);
            });
    assertThat(written.kind()).isEqualTo("model");
    assertThat(target.resolve("clip/config.json")).hasContent("{}");
    assertThat(target.resolve(Manifest.FILE)).exists();
  }

  @Test
  void aFileUriIsThisMachineToo() {
    Path target = dir.resolve("model");
    ModelOutput.write(target.toUri().toString(), ModelOutputTest::write);
    assertThat(target.resolve(Manifest.FILE)).exists();
  }

  @Test
  void aFailureOfTheWriterIsPassedOn() {
    assertThatThrownBy(
            () ->
                ModelOutput.write(
                    dir.resolve("model").toString(),
                    here -> {
                      throw new IllegalStateException("no weights");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no weights");
    assertThat(dir.resolve("model").resolve(Manifest.FILE)).doesNotExist();
  }

  private static Manifest write(Path here) {
    Manifest manifest = new Manifest("model", "v1", Map.of());
    try {
      Files.createDirectories(here.resolve("clip"));
      Files.writeString(here.resolve("clip/config.json"), "{}");
      Files.writeString(here.resolve(Manifest.FILE), manifest.toJson());
      return manifest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
