package org.melange.spark.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.melange.config.FeatureSettings.DeviceChoice;
import org.melange.config.Precision;
import org.melange.config.Settings;
import org.melange.spark.model.ModelRef;

/** What an executor is told about the encoder and its inputs. */
class EncoderSpecTest {

  private static final ModelRef MODEL =
      new ModelRef("m", "v", DeviceChoice.CPU, Precision.FLOAT32, 1);

  private static EncoderSpec spec(String... settings) {
    return EncoderSpec.of(
        MODEL, true, "some/images", Settings.load(Optional.empty(), List.of(settings)));
  }

  @Test
  void executorsLookForImagesWhereTheDriverLooked() {
    assertThat(spec().imagesRoot()).isEqualTo("file:" + Path.of("some/images").toAbsolutePath());
  }

  @Test
  void settingsAreTakenOver() {
    EncoderSpec spec =
        spec(
            "features.batch-size=3",
            "features.fetch-threads=5",
            "features.cache-bytes=77",
            "images.max-bytes=1000",
            "images.max-pixels=2000");
    assertThat(spec.model()).isEqualTo(MODEL);
    assertThat(spec.entities()).isTrue();
    assertThat(spec.batchSize()).isEqualTo(3);
    assertThat(spec.fetchThreads()).isEqualTo(5);
    assertThat(spec.cacheBytes()).isEqualTo(77);
    assertThat(spec.images().maxBytes()).isEqualTo(1000);
    assertThat(spec.images().limits().maxPixels()).isEqualTo(2000);
  }

  @Test
  void theCacheIsOneForAllTasksOfAJvm() {
    EncoderSpec spec = spec("features.cache-bytes=123456");
    assertThat(spec.cache("encoder-a")).isSameAs(spec.cache("encoder-a"));
    assertThat(spec.cache("encoder-b")).isNotSameAs(spec.cache("encoder-a"));
    assertThat(spec.withoutCache().cacheBytes()).isZero();
    assertThat(spec.withoutCache().cache("encoder-a")).isNotSameAs(spec.cache("encoder-a"));
  }

  @Test
  void theWebIsNotAskedUnlessTheSettingsAllowIt() {
    assertThat(spec().images().fetcher()).isEmpty();
    EncoderSpec web = spec("images.http.enabled=true");
    assertThat(web.images().fetcher()).isPresent();
    assertThat(web.images().fetcher().get()).isSameAs(web.images().fetcher().get());
  }

  @Test
  void anExecutorsPrefixesAreACopy() {
    List<String> prefixes = new java.util.ArrayList<>(List.of("/a"));
    EncoderSpec.ImageSpec images =
        new EncoderSpec.ImageSpec(1, 1, java.time.Duration.ofSeconds(1), prefixes, "");
    prefixes.add("/b");
    assertThat(images.allowedPrefixes()).containsExactly("/a");
    assertThatThrownBy(() -> images.allowedPrefixes().add("/c"))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
