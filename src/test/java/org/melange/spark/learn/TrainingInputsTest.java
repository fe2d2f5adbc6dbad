package org.melange.spark.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.FeatureSettings.DeviceChoice;
import org.melange.config.Settings;
import org.melange.job.SmallWorld;
import org.melange.link.model.FrozenFeatures;
import org.melange.link.model.LinkingModel;
import org.melange.spark.model.ModelInfo;
import org.melange.testing.LocalSpark;
import org.melange.train.data.ClipInput;
import org.melange.train.data.ClipInputCodec;
import org.melange.train.data.FrozenCodec;
import org.melange.train.data.RecordStore;

/** Records of mentions and entities, computed by executors and brought to the driver. */
class TrainingInputsTest {

  private static SmallWorld world;
  private static FrozenCodec frozen;
  private static ClipInputCodec inputs;

  @TempDir private Path dir;

  @BeforeAll
  static void readShapes() {
    world = SmallWorld.get();
    try (LinkingModel model = ModelInfo.load(world.model(), DeviceChoice.CPU)) {
      frozen = FrozenCodec.of(model);
      inputs = ClipInputCodec.of(model);
    }
  }

  private static Dataset<Row> mentions() {
    return LocalSpark.rows(
        "key string, mention string, text string, images array<struct<uri: string, bytes:"
            + " binary>>",
        List.of(
            "{\"key\": \"c\", \"mention\": \"Monaco\", \"text\": \"Monaco\", \"images\": []}",
            "{\"key\": \"a\", \"mention\": \"Monaco\", \"text\": \"Monaco\", \"images\":"
                + " [{\"uri\": \"absent.png\"}]}",
            "{\"key\": \"b\", \"mention\": \"Georgia\", \"text\": \"in spring\", \"images\":"
                + " []}"));
  }

  private static Dataset<Row> records(boolean isFrozen) {
    return TrainingInputs.of(
        mentions(),
        new TrainingInputs.Request("key", false, world.sample().toString(), isFrozen),
        world.model(),
        Settings.defaults());
  }

  @Test
  void recordsAreTheCodecsAndSayWhatBecameOfTheImage() {
    List<Row> features = records(true).orderBy("key").collectAsList();
    assertThat(features)
        .extracting(row -> row.<String>getAs("image_status"))
        .containsExactly("absent", "none", "none");
    assertThat(features).allMatch(row -> row.<byte[]>getAs("record").length == frozen.bytes());
    assertThat(records(false).collectAsList())
        .allMatch(row -> row.<byte[]>getAs("record").length == inputs.bytes());
  }

  @Test
  void equalContentsHaveEqualRecordsUnderTheirOwnKeys() {
    try (RecordStore<FrozenFeatures> store =
        TrainingInputs.collect(records(true), dir.resolve("records"), frozen)) {
      assertThat(IntStream.range(0, store.size()).mapToObj(store::id))
          .containsExactlyInAnyOrder("a", "b", "c");
      float[] first = store.get(store.indexOf("a")).textCls();
      assertThat(store.get(store.indexOf("c")).textCls()).containsExactly(first);
      assertThat(store.get(store.indexOf("b")).textCls()).isNotEqualTo(first);
    }
  }

  @Test
  void inputsAreTokensAndPixels() {
    try (RecordStore<ClipInput> store =
        TrainingInputs.collect(records(false), dir.resolve("records"), inputs)) {
      ClipInput monaco = store.get(store.indexOf("a"));
      assertThat(monaco.ids()).isEqualTo(store.get(store.indexOf("c")).ids());
      assertThat(monaco.ids()).isNotEqualTo(store.get(store.indexOf("b")).ids());
      assertThat(monaco.pixels()).hasSize(inputs.pixels()).containsOnly(0f);
    }
  }

  @Test
  void rowsThatAreNotWantedAreSeenAndLeftOut() {
    List<String> seen = new java.util.ArrayList<>();
    try (RecordStore<FrozenFeatures> store =
        TrainingInputs.collect(
            records(true).orderBy("key"),
            dir.resolve("records"),
            frozen,
            row -> {
              seen.add(row.getAs("key"));
              return !row.getAs("key").equals("b");
            })) {
      assertThat(seen).containsExactly("a", "b", "c");
      assertThat(store.size()).isEqualTo(2);
    }
  }

  @Test
  void executorsLookForImagesWhereTheDriverLooked() {
    assertThat(new TrainingInputs.Request("key", true, "images", false).imagesRoot())
        .isEqualTo("file:" + Path.of("images").toAbsolutePath());
  }
}
