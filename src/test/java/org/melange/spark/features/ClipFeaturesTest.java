package org.melange.spark.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.melange.config.Settings;

/** The parameters of the feature transformer. */
class ClipFeaturesTest {

  private static final Settings SETTINGS =
      Settings.load(
          Optional.empty(),
          List.of(
              "features.batch-size=3",
              "features.device=cpu",
              "features.precision=float16",
              "features.fetch-threads=5",
              "features.cache-bytes=77",
              "images.max-bytes=1000",
              "images.max-pixels=2000",
              "verify.checksums=always"));

  @Test
  void settingsSetEveryParameter() {
    ClipFeatures features = ClipFeatures.ofMentions("m", "i", SETTINGS);
    assertThat(features.getOrDefault(features.model())).isEqualTo("m");
    assertThat(features.getOrDefault(features.imagesRoot())).isEqualTo("i");
    assertThat(features.getOrDefault(features.side())).isEqualTo("mention");
    assertThat(features.getOrDefault(features.batchSize())).isEqualTo(3);
    assertThat(features.getOrDefault(features.device())).isEqualTo("cpu");
    assertThat(features.getOrDefault(features.precision())).isEqualTo("float16");
    assertThat(features.getOrDefault(features.fetchThreads())).isEqualTo(5);
    assertThat(features.getOrDefault(features.cacheBytes())).isEqualTo(77L);
    assertThat(features.getOrDefault(features.maxImageBytes())).isEqualTo(1000L);
    assertThat(features.getOrDefault(features.maxImagePixels())).isEqualTo(2000L);
    assertThat(features.getOrDefault(features.checksums())).isEqualTo("always");
    assertThat(features.getOrDefault(features.web())).isEmpty();
  }

  @Test
  void entitiesAndMentionsHaveTheirOwnColumns() {
    StructType mention =
        StructType.fromDDL(
            "mention string, text string, images array<struct<uri: string, bytes: binary>>");
    StructType entity =
        StructType.fromDDL(
            "label string, description string, images array<struct<uri: string, bytes: binary>>");
    ClipFeatures ofMentions = ClipFeatures.ofMentions("m", "i", SETTINGS);
    ClipFeatures ofEntities = ClipFeatures.ofEntities("m", "i", SETTINGS);
    assertThat(ofMentions.transformSchema(mention).fieldNames())
        .startsWith("mention", "text", "images")
        .endsWith("text_length", "image_status");
    assertThat(ofEntities.transformSchema(entity).fieldNames()).hasSize(9);
    assertThatThrownBy(() -> ofMentions.transformSchema(entity))
        .hasMessageContainingAll("ClipFeatures", "no column 'mention'", "no column 'text'");
    assertThatThrownBy(() -> ofEntities.transformSchema(mention))
        .hasMessageContainingAll("no column 'label'", "no column 'description'");
  }

  @Test
  void valuesThatAreNoneOfThoseAllowedAreRefused() {
    ClipFeatures features = new ClipFeatures();
    assertThatThrownBy(() -> features.set(features.side(), "post")).hasMessageContaining("side");
    assertThatThrownBy(() -> features.setPrecision("float64")).hasMessageContaining("precision");
    assertThatThrownBy(() -> features.set(features.checksums(), "never"))
        .hasMessageContaining("checksums");
    assertThatThrownBy(() -> features.setTaskGpus(-1)).hasMessageContaining("taskGpus");
  }
}
