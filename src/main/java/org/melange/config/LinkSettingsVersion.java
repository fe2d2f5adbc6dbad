package org.melange.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.melange.run.Sha256;

/** Identifies the settings that links depend on. */
public final class LinkSettingsVersion {

  /**
   * Settings, or groups of them, that links do not depend on: where data is kept, limits of time
   * and money, speed, and what other jobs do. Which links are kept is not part of the version.
   */
  static final List<String> WITHOUT_EFFECT =
      List.of(
          "posts.order-by",
          "quarantine",
          "images.read-timeout",
          "images.max-missing-share",
          "images.http.timeout",
          "images.http.max-retries",
          "images.http.max-connections-per-host",
          "images.http.max-requests-per-second-per-host",
          "images.http.user-agent",
          "features.batch-size",
          "features.device",
          "features.task-gpus",
          "features.intra-op-threads",
          "features.fetch-threads",
          "features.cache-bytes",
          "features.store",
          "link.batch-size",
          "link.max-mapped-bytes",
          "link.table",
          "link.calibration",
          "link.min-confidence",
          "calibrate",
          "train",
          "enrich.answer-store",
          "enrich.endpoint",
          "enrich.max-tokens-field",
          "enrich.headers",
          "enrich.api-key-env",
          "enrich.api-key-file",
          "enrich.api-key-header",
          "enrich.connect-timeout",
          "enrich.request-timeout",
          "enrich.keep-alive",
          "enrich.requests-per-minute",
          "enrich.tokens-per-minute",
          "enrich.max-in-flight",
          "enrich.budget-usd",
          "enrich.input-usd-per-million-tokens",
          "enrich.output-usd-per-million-tokens",
          "enrich.max-network-delay",
          "enrich.max-unavailable",
          "enrich.retry",
          "enrich.batch",
          "report",
          "run",
          "backfill",
          "verify");

  private static final int DIGITS = 16;

  private LinkSettingsVersion() {}

  /** The version of {@code settings}: hexadecimal digits. */
  public static String of(Settings settings) {
    Map<String, String> values = new TreeMap<>();
    values(settings)
        .forEach(
            (setting, value) -> values.put(setting, value.render(ConfigRenderOptions.concise())));
    // The endpoint itself does not matter, but whether there is one.
    values.put("chooser", settings.enrich().chooser().name());
    return Sha256.of(values.toString()).substring(0, DIGITS);
  }

  /** The settings that features of texts and images depend on, with their values. */
  public static Map<String, String> ofFeatures(Settings settings) {
    Map<String, String> values = new TreeMap<>();
    values(settings)
        .forEach(
            (setting, value) -> {
              if (setting.startsWith("features.") || setting.startsWith("images.")) {
                values.put(setting, String.valueOf(value.unwrapped()));
              }
            });
    return values;
  }

  /** The settings that links depend on. */
  private static Map<String, ConfigValue> values(Settings settings) {
    Map<String, ConfigValue> values = new TreeMap<>();
    for (Map.Entry<String, ConfigValue> entry :
        ConfigFactory.parseString(settings.source()).entrySet()) {
      if (hasEffect(entry.getKey())) {
        values.put(entry.getKey(), entry.getValue());
      }
    }
    return values;
  }

  private static boolean hasEffect(String setting) {
    return WITHOUT_EFFECT.stream()
        .noneMatch(name -> setting.equals(name) || setting.startsWith(name + "."));
  }
}
