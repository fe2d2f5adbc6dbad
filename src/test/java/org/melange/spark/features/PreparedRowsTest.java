package org.melange.spark.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Settings;
import org.melange.job.SmallWorld;
import org.melange.link.model.Encoder;
import org.melange.link.model.FeatureCache;
import org.melange.link.model.ImageInput;
import org.melange.spark.model.ModelRef;
import org.melange.testing.LocalSpark;

/** Rows with their inputs, ahead of the encoder. */
class PreparedRowsTest {

  private static SmallWorld world;
  private static Path image;

  @TempDir private Path dir;

  @BeforeAll
  static void findImage() throws IOException {
    world = SmallWorld.get();
    try (Stream<Path> files = Files.walk(world.sample())) {
      image =
          files.filter(file -> file.toString().endsWith(".png")).sorted().findFirst().orElseThrow();
    }
    LocalSpark.session();
  }

  private EncoderSpec spec() {
    Settings settings = Settings.defaults();
    return EncoderSpec.of(
        ModelRef.of(world.model(), settings.features()), false, dir.toString(), settings);
  }

  private static List<Row> rows(String... images) {
    List<String> json = new ArrayList<>();
    for (int i = 0; i < images.length; i++) {
      json.add(
          String.format(
              Locale.ROOT,
              "{\"tag\": %d, \"mention\": \"m\", \"text\": \"text %d\", \"images\": [%s]}",
              i,
              i,
              images[i].isEmpty() ? "" : "{\"uri\": \"" + images[i] + "\"}"));
    }
    return LocalSpark.rows(
            "tag int, mention string, text string, images array<struct<uri: string, bytes:"
                + " binary>>",
            json)
        .collectAsList();
  }

  private List<PreparedRow> prepared(String... images) {
    EncoderSpec spec = spec();
    Encoder encoder = spec.model().load().encoder();
    List<PreparedRow> prepared = new ArrayList<>();
    try (PreparedRows rows =
        new PreparedRows(rows(images).iterator(), spec, encoder, new FeatureCache(0), 4)) {
      rows.forEachRemaining(prepared::add);
    }
    return prepared;
  }

  @Test
  void rowsKeepTheirOrderAndSayWhatIsWrongWithTheirImage() throws IOException {
    Files.copy(image, dir.resolve("good.png"));
    Files.writeString(dir.resolve("bad.png"), "no image");
    List<PreparedRow> prepared = prepared("", "good.png", "absent.png", "bad.png", "good.png");
    assertThat(prepared)
        .extracting(row -> row.row().<Integer>getAs("tag"))
        .containsExactly(0, 1, 2, 3, 4);
    List<String> statuses = prepared.stream().map(row -> row.image().status()).toList();
    assertThat(statuses.subList(0, 3)).containsExactly("none", "ok", "absent");
    assertThat(statuses.get(3)).isNotIn("none", "ok", "absent");
    assertThat(statuses.get(4)).isEqualTo("ok");
    assertThat(prepared.get(2).image().input()).isSameAs(ImageInput.MISSING);
    assertThat(PreparedRow.texts(prepared)).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void rowsNearEachOtherShareOneFetch() throws IOException {
    Files.copy(image, dir.resolve("good.png"));
    List<PreparedRow> prepared = prepared("good.png", "good.png");
    assertThat(prepared.get(0).image()).isSameAs(prepared.get(1).image());
  }

  @Test
  void theSameFileUnderTwoNamesIsOneContent() throws IOException {
    Files.copy(image, dir.resolve("one.png"));
    Files.copy(image, dir.resolve("two.png"));
    List<PreparedRow> prepared = prepared("one.png", "two.png");
    assertThat(prepared.get(0).image().input().key())
        .isEqualTo(prepared.get(1).image().input().key());
  }

  @Test
  void contentsAreNamedWithoutBeingDecoded() throws IOException {
    Files.writeString(dir.resolve("bad.png"), "no image");
    EncoderSpec spec = spec();
    Encoder encoder = spec.model().load().encoder();
    try (PreparedRows named =
        PreparedRows.named(rows("bad.png", "absent.png").iterator(), spec, encoder, 4)) {
      PreparedImage bad = named.next().image();
      assertThat(bad.status()).isEqualTo("ok");
      assertThat(bad.input()).isInstanceOf(ImageInput.Hashed.class);
      assertThat(named.next().image().status()).isEqualTo("absent");
      assertThat(named.hasNext()).isFalse();
    }
  }

  @Test
  void closedItGivesNoMoreRows() {
    EncoderSpec spec = spec();
    Encoder encoder = spec.model().load().encoder();
    PreparedRows rows =
        new PreparedRows(rows("", "", "").iterator(), spec, encoder, new FeatureCache(0), 1);
    rows.next();
    rows.close();
    int left = 0;
    while (rows.hasNext()) {
      rows.next();
      left++;
    }
    assertThat(left).isLessThan(2);
  }
}
