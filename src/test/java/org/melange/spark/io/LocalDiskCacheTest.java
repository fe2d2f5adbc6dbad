package org.melange.spark.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is fetched once a machine: found again, never half there. */
class LocalDiskCacheTest {

  @TempDir private Path dir;
  private final AtomicInteger fills = new AtomicInteger();

  @Test
  void aDirectoryIsFilledOnceByConcurrentCallers() {
    LocalDiskCache cache = LocalDiskCache.at(dir.resolve("cache"));
    assertThat(
            IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> cache.directory("a", this::fill))
                .distinct())
        .singleElement()
        .satisfies(folder -> assertThat(folder.resolve("file")).hasContent("content"));
    assertThat(LocalDiskCache.at(dir.resolve("cache")).directory("a", this::fill)).isDirectory();
    assertThat(fills).hasValue(1);
    cache.directory("b", this::fill);
    assertThat(fills).hasValue(2);
  }

  @Test
  void afterAFailureTheNextCallerTriesAgain() throws IOException {
    LocalDiskCache cache = LocalDiskCache.at(dir.resolve("cache"));
    assertThatThrownBy(
            () ->
                cache.directory(
                    "a",
                    folder -> {
                      fill(folder);
                      throw new IllegalStateException("the line is down");
                    }))
        .hasMessageContaining("the line is down");
    assertThat(dir.resolve("cache/a")).doesNotExist();
    assertThat(cache.directory("a", this::fill).resolve("file")).hasContent("content");
    try (Stream<Path> files = Files.list(dir.resolve("cache"))) {
      assertThat(files.filter(Files::isDirectory)).hasSize(1);
    }
  }

  private void fill(Path folder) {
    try {
      fills.incrementAndGet();
      Files.writeString(folder.resolve("file"), "content");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
