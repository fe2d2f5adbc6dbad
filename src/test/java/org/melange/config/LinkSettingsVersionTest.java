package org.melange.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which settings links depend on. */
class LinkSettingsVersionTest {

  private static String version(String... overrides) {
    return LinkSettingsVersion.of(Settings.load(Optional.empty(), List.of(overrides)));
  }

  @Test
  void itIsTheSameForTheSameSettings() {
    assertThat(version()).matches("[0-9a-f]{16}").isEqualTo(version());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "link.top-k=3",
        "link.candidates=all",
        "link.types=Q5",
        "mentions.types=Q5",
        "mentions.min-chars=4",
        "mentions.match-lowercase=true",
        "enrich.strategy=off",
        "enrich.model=m",
        "enrich.endpoint=https://host/v1",
        "images.max-pixels=1000",
        "features.precision=float16",
        "posts.max-record-chars=1000"
      })
  void whatLinksDependOnChangesIt(String setting) {
    assertThat(version(setting)).isNotEqualTo(version());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run.range-entities=3",
        "run.shard-posts=3",
        "run.partitions=7",
        "link.batch-size=3",
        "link.min-confidence=0.5",
        "link.calibration=off",
        "features.batch-size=3",
        "enrich.budget-usd=3",
        "enrich.retry.max-attempts=2",
        "report.sample=0",
        "posts.order-by=at",
        "verify.checksums=always"
      })
  void speedAndPlacesDoNotChangeIt(String setting) {
    assertThat(version(setting)).isEqualTo(version());
  }

  @Test
  void anotherEndpointOfTheSameModelDoesNotChangeIt() {
    assertThat(version("enrich.endpoint=https://a/v1", "enrich.model=m"))
        .isEqualTo(version("enrich.endpoint=https://b/v1", "enrich.model=m"));
  }

  @Test
  void everyExceptionIsASetting() {
    Config settings = ConfigFactory.parseString(Settings.defaults().source());
    for (String name : LinkSettingsVersion.WITHOUT_EFFECT) {
      assertThat(settings.hasPath(name)).as(name).isTrue();
    }
  }

  @Test
  void featuresDependOnSomeSettingsWhateverTheirForm() {
    Map<String, String> values = LinkSettingsVersion.ofFeatures(Settings.defaults());
    assertThat(values)
        .containsKeys("features.precision", "images.max-pixels", "images.http.enabled")
        .doesNotContainKeys("features.batch-size", "images.http.timeout", "link.top-k");
    String pixels = "images.max-pixels=" + Settings.defaults().images().maxPixels();
    assertThat(LinkSettingsVersion.ofFeatures(Settings.load(Optional.empty(), List.of(pixels))))
        .isEqualTo(values);
  }
}
