package org.melange.spark.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.melange.config.Settings;
import org.melange.image.ImageDecoder;
import org.melange.image.ImageLimits;
import org.melange.job.SmallWorld;
import org.melange.link.model.ContentHashes;
import org.melange.link.model.FeatureCache;
import org.melange.spark.model.ModelRef;
import org.melange.testing.LocalSpark;

/** Rows through the encoder as a task sends them. */
class EncodedBatchesTest {

  private static final int TEXTS = 7;
  private static final AtomicInteger MEMORIES = new AtomicInteger();

  private static SmallWorld world;
  private static List<Path> pictures;

  @BeforeAll
  static void makeWorld() throws IOException {
    world = SmallWorld.get();
    try (Stream<Path> files = Files.walk(world.sample())) {
      Set<String> contents = new HashSet<>();
      pictures =
          files
              .filter(file -> file.toString().endsWith(".png") && usable(file, contents))
              .sorted()
              .limit(5)
              .toList();
    }
    LocalSpark.session();
  }

  @Test
  void rowsKeepTheirOrderAndEachContentIsComputedOnceWhateverTheTask() {
    EncoderSpec spec = spec();
    FeatureCache memo = spec.cache(spec.model().load().encoder().version());
    for (int task = 0; task < 2; task++) {
      List<Row> rows = new ArrayList<>();
      new EncodedBatches<>(rows(60).iterator(), spec, ClipFeatures.Encode::rows)
          .forEachRemaining(rows::add);
      assertThat(rows)
          .extracting(row -> row.<Integer>getAs("tag"))
          .isEqualTo(Stream.iterate(0, i -> i + 1).limit(60).toList());
      assertThat(rows.get(5).<String>getAs("image_status")).isEqualTo("none");
      assertThat(rows.get(4).<String>getAs("image_status")).isEqualTo("ok");
    }
    assertThat(memo.computed()).isEqualTo(TEXTS + pictures.size());
    assertThat(memo.saved()).isPositive();
  }

  @Test
  void batchesHaveAsManyNewTextsOrImagesAsAreAllowed() {
    List<Integer> distinct = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    new EncodedBatches<Integer>(
            rows(60).iterator(),
            spec(),
            (model, memo, batch) -> {
              distinct.add((int) batch.stream().map(row -> row.text().key()).distinct().count());
              sizes.add(batch.size());
              return List.of();
            })
        .forEachRemaining(nothing -> {});
    assertThat(sizes.stream().mapToInt(i -> i).sum()).isEqualTo(60);
    assertThat(distinct).allMatch(texts -> texts <= 4);
  }

  @Test
  void aFailureOfTheModelIsTheTasksFailure() {
    EncodedBatches<Row> batches =
        new EncodedBatches<>(
            rows(20).iterator(),
            spec(),
            (model, memo, batch) -> {
              throw new IllegalStateException("the device is gone");
            });
    assertThatThrownBy(batches::hasNext).hasMessage("the device is gone");
    batches.close();
  }

  @Test
  void closedItReadsAndComputesNoMore() {
    AtomicInteger read = new AtomicInteger();
    Iterator<Row> source = rows(500).stream().peek(row -> read.incrementAndGet()).iterator();
    EncodedBatches<Row> batches = new EncodedBatches<>(source, spec(), ClipFeatures.Encode::rows);
    batches.next();
    batches.close();
    int before = read.get();
    assertThat(before).isLessThan(100);
    while (batches.hasNext()) {
      batches.next();
    }
    assertThat(read).hasValue(before);
  }

  /** Whether a file is an image that no other before it is. */
  private static boolean usable(Path file, Set<String> contents) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return new ImageDecoder(new ImageLimits(1 << 20, 1 << 20))
              .decode(bytes)
              .fold(decoded -> true, failed -> false)
          && contents.add(ContentHashes.ofBytes(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EncoderSpec spec() {
    Settings settings =
        Settings.load(
            Optional.empty(),
            List.of(
                "features.batch-size=4",
                "features.intra-op-threads=1",
                // a memory of its own for each test
                "features.cache-bytes=" + (100_000_000 + MEMORIES.incrementAndGet())));
    return EncoderSpec.of(
        ModelRef.of(world.model(), settings.features()),
        false,
        world.sample().toString(),
        settings);
  }

  private static List<Row> rows(int count) {
    List<String> json = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String images =
          i % 6 == 5 ? "" : "{\"uri\": \"" + pictures.get(i % 6).toUri().getPath() + "\"}";
      json.add(
          String.format(
              Locale.ROOT,
              "{\"tag\": %d, \"mention\": \"%d\", \"text\": \"a\", \"images\": [%s]}",
              i,
              i % TEXTS,
              images));
    }
    return LocalSpark.rows(
            "tag int, mention string, text string, images array<struct<uri: string, bytes:"
                + " binary>>",
            json)
        .collectAsList();
  }
}
