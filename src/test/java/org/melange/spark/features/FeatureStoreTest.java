package org.melange.spark.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.job.SmallWorld;
import org.melange.link.model.InputPreparation;
import org.melange.link.model.LinkingModel;
import org.melange.link.model.ModelBuilder;
import org.melange.run.Manifest;
import org.melange.spark.model.ModelInfo;
import org.melange.spark.row.FloatBytes;
import org.melange.testing.Float32;
import org.melange.testing.LocalSpark;

/** What is in the store is not computed again, and gives the features that computing gives. */
class FeatureStoreTest {

  private static final String DDL =
      "tag int, mention string, text string, images array<struct<uri: string, bytes: binary>>";

  private static SmallWorld world;
  private static List<byte[]> pictures;

  @TempDir private Path dir;
  private String store;

  @BeforeAll
  static void makeWorld() {
    world = SmallWorld.get();
    try (Stream<Path> files = Files.walk(world.sample())) {
      pictures =
          files
              .filter(file -> file.toString().endsWith(".png"))
              .sorted()
              .limit(3)
              .map(FeatureStoreTest::read)
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(pictures).hasSize(3);
  }

  @BeforeEach
  void nameLedger() {
    store = dir.resolve("store").toString();
  }

  @Test
  void featuresAreThoseThatComputingGivesAndEachContentIsComputedOnce() {
    Dataset<Row> rows = mentions(30);
    ClipFeatures.Filled first = stage(world.model()).fill(rows);
    assertThat(first.use()).isEqualTo(new FeatureStoreStats(7, 7, 4, 4));
    assertSame(first.features(), computed(world.model(), rows));
    ClipFeatures.Filled second = stage(world.model()).fill(rows.repartition(5));
    // The broken file is no content that is kept: it is tried again.
    assertThat(second.use()).isEqualTo(new FeatureStoreStats(7, 0, 4, 1));
    assertSame(second.features(), first.features());
  }

  @Test
  void whatIsNewAndWhatWasNotFinishedIsComputed() throws IOException {
    stage(world.model()).fill(mentions(4));
    assertThat(stage(world.model()).fill(mentions(30)).use().textsComputed()).isEqualTo(3);
    try (Stream<Path> files = Files.walk(Path.of(store, "texts"))) {
      for (Path mark : files.filter(f -> f.endsWith("manifest.json")).toList()) {
        Files.delete(mark);
      }
    }
    assertThat(stage(world.model()).fill(mentions(2)).use().textsComputed()).isEqualTo(2);
  }

  @Test
  void whatAKilledRunLeftIsDeletedAndWhatOthersWriteIsNot() throws IOException {
    Path encoder = Files.createDirectories(Path.of(store, "texts", "encoder=x"));
    Path killed = Files.createDirectories(encoder.resolve("part=killed-0/_temporary/0"));
    Path writing = Files.createDirectories(encoder.resolve("part=writing-0/_temporary/0"));
    Path old = Files.createDirectories(encoder.resolve("part=old-3"));
    Files.createFile(old.resolve(Manifest.FILE));
    try (FeatureStoreWriter other = FeatureStoreWriter.open(store, "writing")) {
      assertThat(killed).doesNotExist();
      Files.createDirectories(killed);
      FeatureStoreWriter.open(store, "third").close();
      assertThat(encoder.resolve("part=killed-0")).doesNotExist();
      assertThat(writing).exists();
    }
    FeatureStoreWriter.open(store, "fourth").close();
    assertThat(writing).doesNotExist();
    assertThat(old).exists();
    assertThat(Path.of(store, "writers")).isEmptyDirectory();
  }

  @Test
  void aDamagedPartIsSetAsideAndComputedAgain() throws IOException {
    stage(world.model()).fill(mentions(30));
    for (String kind : List.of("texts", "images")) {
      Path file;
      try (Stream<Path> files = Files.walk(Path.of(store, kind))) {
        file =
            files
                .filter(
                    f -> f.toString().contains("status=ok") && f.toString().endsWith(".parquet"))
                .sorted()
                .findFirst()
                .orElseThrow();
      }
      Files.writeString(file, "no parquet");
    }
    Path copy = SmallWorld.copy(store, dir.resolve("copy")); // another JVM would look again
    store = copy.toString();
    ClipFeatures.Filled again = stage(world.model()).fill(mentions(30));
    assertThat(again.use()).isEqualTo(new FeatureStoreStats(7, 7, 4, 4));
    assertSame(again.features(), computed(world.model(), mentions(30)));
    try (Stream<Path> files = Files.walk(copy)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.startsWith("damaged-part="))
          .hasSize(2);
    }
    assertThat(stage(world.model()).fill(mentions(30)).use().textsComputed()).isZero();
  }

  @Test
  void aModelWithTheSameClipAndAnotherMatcherTakesThem() {
    stage(world.model()).fill(mentions(30));
    String other = otherMatcher(dir.resolve("other"));
    assertThat(ModelInfo.version(other)).isNotEqualTo(ModelInfo.version(world.model()));
    ClipFeatures.Filled filled = stage(other).fill(mentions(30));
    assertThat(filled.use().textsComputed()).isZero();
    assertSame(filled.features(), computed(other, mentions(30)));
    assertThat(byTag(filled.features()).get(0).<byte[]>getAs("image_cls"))
        .isNotEqualTo(
            byTag(computed(world.model(), mentions(1))).get(0).<byte[]>getAs("image_cls"));
  }

  @Test
  void imagesThatArePreparedOtherwiseAreComputedAgain() throws IOException {
    stage(world.model()).fill(mentions(30));
    String other =
        SmallWorld.prepared(world.model(), InputPreparation.PUBLISHED, dir.resolve("squeezing"));
    ClipFeatures.Filled filled = stage(other).fill(mentions(30));
    assertThat(filled.use().imagesComputed()).isEqualTo(4);
    assertSame(filled.features(), computed(other, mentions(30)));
    // The caches of this JVM have features of the same files by the first model.
    assertThat(byTag(computed(other, mentions(1))).get(0).<byte[]>getAs("image_cls"))
        .isNotEqualTo(
            byTag(computed(world.model(), mentions(1))).get(0).<byte[]>getAs("image_cls"));
    assertThat(stage(world.model()).fill(mentions(30)).use().imagesComputed()).isEqualTo(1);
  }

  private ClipFeatures stage(String model) {
    ClipFeatures stage = new ClipFeatures().ofMentions().setStore(store);
    stage.setModel(model).setBatchSize(4);
    return stage;
  }

  /** Mentions of seven texts; three images as bytes, one broken, some absent. */
  private static Dataset<Row> mentions(int count) {
    List<String> json = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      json.add(
          String.format(
              Locale.ROOT,
              "{\"tag\": %d, \"mention\": \"%d\", \"text\": \"a\", \"images\": [%s]}",
              i,
              i % 7,
              image(i)));
    }
    return LocalSpark.rows(DDL, json);
  }

  private static String image(int i) {
    return switch (i % 6) {
      case 0, 1, 2 -> bytes(pictures.get(i % 6));
      case 3 -> bytes(new byte[] {1, 2, 3});
      case 4 -> "{\"uri\": \"nowhere.png\"}";
      default -> "";
    };
  }

  private static String bytes(byte[] content) {
    return "{\"bytes\": \"" + Base64.getEncoder().encodeToString(content) + "\"}";
  }

  private static String otherMatcher(Path folder) {
    Path model = Path.of(world.model());
    Path words = model.resolve("clip/tokenizer.json");
    try (LinkingModel other =
        ModelBuilder.read(
                SmallWorld.SHAPE, Optional.of(model.resolve("clip")), Optional.empty(), words, 99)
            .build(Device.cpu())) {
      other.save(folder, words, Optional.empty(), Map.of());
    }
    return folder.toString();
  }

  private Dataset<Row> computed(String model, Dataset<Row> rows) {
    return stage(model).setStore("").transform(rows);
  }

  private static Map<Integer, Row> byTag(Dataset<Row> features) {
    return features.collectAsList().stream()
        .collect(Collectors.toMap(row -> row.<Integer>getAs("tag"), row -> row));
  }

  /** The same rows, with the same features up to the rounding of batches. */
  private static void assertSame(Dataset<Row> found, Dataset<Row> expected) {
    assertThat(found.columns()).isEqualTo(expected.columns());
    Map<Integer, Row> rows = byTag(found);
    Map<Integer, Row> wanted = byTag(expected);
    assertThat(rows.keySet()).isEqualTo(wanted.keySet());
    wanted.forEach(
        (tag, row) -> {
          assertThat(rows.get(tag).<String>getAs("image_status"))
              .isEqualTo(row.<String>getAs("image_status"));
          assertThat(rows.get(tag).<Integer>getAs("text_length"))
              .isEqualTo(row.<Integer>getAs("text_length"));
          for (String column : List.of("text_cls", "text_tokens", "image_cls", "image_tokens")) {
            assertThat(FloatBytes.fromBytes(rows.get(tag).getAs(column)))
                .as("%s of %d", column, tag)
                .containsExactly(
                    FloatBytes.fromBytes(row.getAs(column)), within(Float32.ofSums(512, 1)));
          }
        });
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
