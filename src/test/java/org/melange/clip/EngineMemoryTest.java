package org.melange.clip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.melange.clip.engine.TorchEngine;

/** Any number of batches needs the native memory of one. */
class EngineMemoryTest {

  private static final int BATCHES = 10_000;
  private static final long MEBIBYTE = 1 << 20;

  @Test
  @Tag("slow")
  void tenThousandBatchesLeaveTheResidentSizeFlat() throws IOException {
    GoldenClip golden = GoldenClip.named("tiny");
    List<long[]> texts = List.of(golden.ids());
    List<float[]> images = List.of(new float[3 * 32 * 32], new float[3 * 32 * 32]);
    try (TorchEngine engine = new TorchEngine(golden.model())) {
      encode(engine, texts, images, BATCHES / 4);
      long before = resident();
      encode(engine, texts, images, BATCHES);
      // A batch's arrays are about 100 kB: if each left them behind, this would be a gigabyte.
      // Heaps
      // of libtorch's threads, one for each core, grow by a few megabytes each.
      assertThat(resident() - before).isLessThan(300 * MEBIBYTE);
      assertThat(engine.clip().residentArrays()).isEqualTo(engine.clip().parameters().size() + 1);
    }
  }

  private static void encode(
      TorchEngine engine, List<long[]> texts, List<float[]> images, int batches) {
    for (int i = 0; i < batches; i++) {
      engine.texts(texts);
      engine.images(images);
    }
    System.gc();
  }

  /** Bytes of this process that are in memory, less the Java heap that is committed. */
  private static long resident() throws IOException {
    long all =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
            .findFirst()
            .orElseThrow();
    return all - Runtime.getRuntime().totalMemory();
  }
}
