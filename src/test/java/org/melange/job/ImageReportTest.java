package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.melange.config.ImageSettings;
import org.melange.config.Settings;
import org.melange.run.ExitCode;
import org.melange.run.JobException;

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

  @Test
  void imagesWithoutAContactNameTheSetting() {
    assertThat(report(Map.of("ok", 1L, "no_contact", 5L)).warning())
        .hasValueSatisfying(text -> assertThat(text).contains("images.http.user-agent needs"));
  }

  @Test
  void aShareAboveTheSettingFailsTheJob() {
    ImageReport report = report(Map.of("ok", 90L, "absent", 10L, "none", 900L));
    assertThatCode(() -> report.requireShare(allowed(1))).doesNotThrowAnyException();
    assertThatCode(() -> report.requireShare(allowed(0.1))).doesNotThrowAnyException();
    assertThatThrownBy(() -> report.requireShare(allowed(0.09)))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.REJECTED))
        .hasMessage(
            "images.max-missing-share allows a share of 0.0900, but 10 of the 100 images of"
                + " mentions could not be used (absent 10). Relative image URIs are relative to"
                + " file:/images");
    assertThatCode(() -> report(Map.of("none", 5L)).requireShare(allowed(0)))
        .doesNotThrowAnyException();
    assertThatCode(() -> report(Map.of("absent", 5L)).requireShare(allowed(1)))
        .doesNotThrowAnyException();
  }

  private static ImageSettings allowed(double share) {
    return Settings.load(Optional.empty(), List.of("images.max-missing-share=" + share)).images();
  }

  private static ImageReport report(Map<String, Long> status) {
    return new ImageReport("mentions", "file:/images", status);
  }
}
