package org.melange.spark.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.melange.spark.features.FeatureMetrics.Part;

/** Where the time of the feature stage goes. */
class FeatureMetricsTest {

  @Test
  void everyPartIsNamedAndWorkIsPassedThrough() {
    FeatureMetrics.reset();
    assertThat(FeatureMetrics.time(Part.DECODE, () -> "decoded")).isEqualTo("decoded");
    assertThat(FeatureMetrics.seconds().keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Part.values())
                .map(part -> part.name().toLowerCase(Locale.ROOT))
                .toList());
    FeatureMetrics.reset();
    assertThat(FeatureMetrics.seconds().values()).containsOnly(0.0);
  }
}
