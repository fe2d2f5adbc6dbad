package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** When missing images are worth a warning. */
class ImageReportTest {

  @Test
  void fewMissingImagesAreCountedAlone() {
    assertThat(report(Map.of()).warning()).isEmpty();
    assertThat(report(Map.of("none", 5L)).warning()).isEmpty();
    assertThat(report(Map.of("ok", 95L, "absent", 5L, "none", 1L)).warning()).isEmpty();
    assertThat(report(Map.of("ok", 95L, "absent", 5L)).facts())
        .isEqualTo(
            Map.of("images_root", "file:/images", "image_status", Map.of("ok", 95L, "absent", 5L)));
  }

  @Test
  void allMissingImagesAreAWarning() {
    assertThat(report(Map.of("absent", 1L, "none", 1000L)).warning())
        .hasValue(
            "WARNING: none of the 1 images of mentions could be used (absent 1). Relative image"
                + " URIs are relative to file:/images");
  }

  @Test
  void aLargeShareIsAWarningWithItsReasons() {
    assertThat(report(Map.of("ok", 5_000L, "absent", 1_000L, "forbidden_address", 200L)).warning())
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .contains("1,200 of the 6,200 images of mentions could not be used")
                    .contains("(absent 1000, forbidden_address 200)")
                    .contains("images.allowed-prefixes"));
  }

  private static ImageReport report(Map<String, Long> status) {
    return new ImageReport("mentions", "file:/images", status);
  }
}
