package org.melange.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All settings of a run. {@code conf/melange.conf} documents each setting and its default. Their
 * names are a public contract: a test pins names and defaults.
 *
 * @param posts how posts are read
 * @param quarantine how many rejected records a job accepts
 * @param images where images are read from, and their limits
 * @param mentions how mentions are found
 * @param features how features are computed
 * @param link how mentions are linked
 * @param calibrate how confidences are fitted
 * @param train how models are trained
 * @param enrich how mentions get descriptions
 * @param report the report of a run
 * @param run how work is divided
 * @param backfill the checks of a backfill
 * @param verify when files are compared with their manifests
 * @param source all settings as one line of JSON, for manifests
 */
public record Settings(
    PostSettings posts,
    QuarantineSettings quarantine,
    ImageSettings images,
    MentionSettings mentions,
    FeatureSettings features,
    LinkSettings link,
    CalibrationSettings calibrate,
    TrainingSettings train,
    Enrichment enrich,
    ReportSettings report,
    RunSettings run,
    BackfillSettings backfill,
    VerifySettings verify,
    String source) {

  private static final String DEFAULTS = "melange.conf";

  /** The default settings. */
  public static Settings defaults() {
    return load(Optional.empty(), List.of());
  }

  /**
   * Reads the settings of a run.
   *
   * @param file settings that override the defaults
   * @param overrides {@code key=value} pairs that override the file
   * @throws ConfigException if settings are invalid; it names every fault
   */
  public static Settings load(Optional<Path> file, List<String> overrides) {
    Config merged = overrides(overrides);
    if (file.isPresent()) {
      merged = merged.withFallback(parse(file.get()));
    }
    return read(merged.withFallback(defaultsOfJar()));
  }

  /** The settings whose {@link #source} this is. */
  public static Settings ofSource(String source) {
    return read(ConfigFactory.parseString(source));
  }

  /**
   * These settings with some changed.
   *
   * @param overrides {@code key=value} pairs
   * @throws ConfigException if settings are invalid; it names every fault
   */
  public Settings with(List<String> overrides) {
    return read(overrides(overrides).withFallback(ConfigFactory.parseString(source)));
  }

  /** These settings with others for {@code quarantine.*}. */
  public Settings withQuarantine(QuarantineSettings other) {
    return new Settings(
        posts, other, images, mentions, features, link, calibrate, train, enrich, report, run,
        backfill, verify, source);
  }

  private static Settings read(Config config) {
    ConfigReader in = new ConfigReader(config);
    Settings settings =
        new Settings(
            PostSettings.read(in),
            QuarantineSettings.read(in),
            ImageSettings.read(in),
            MentionSettings.read(in),
            FeatureSettings.read(in),
            LinkSettings.read(in),
            CalibrationSettings.read(in),
            TrainingSettings.read(in),
            Enrichment.read(in),
            ReportSettings.read(in),
            RunSettings.read(in),
            BackfillSettings.read(in),
            VerifySettings.read(in),
            config.root().render(ConfigRenderOptions.concise()));
    in.finish();
    return settings;
  }

  private static Config defaultsOfJar() {
    return ConfigFactory.parseResources(
        Settings.class.getClassLoader(),
        DEFAULTS,
        ConfigParseOptions.defaults().setAllowMissing(false));
  }

  private static Config parse(Path file) {
    if (!Files.isReadable(file)) {
      throw new ConfigException(List.of("settings file " + file + " cannot be read"));
    }
    try {
      return ConfigFactory.parseFile(
              file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false))
          .resolve(ConfigResolveOptions.noSystem());
    } catch (com.typesafe.config.ConfigException e) {
      throw new ConfigException(List.of("settings file " + file + ": " + e.getMessage()));
    }
  }

  private static Config overrides(List<String> pairs) {
    Config config = ConfigFactory.empty();
    List<String> faults = new ArrayList<>();
    for (String pair : pairs) {
      try {
        config = override(pair).withFallback(config);
      } catch (IllegalArgumentException | com.typesafe.config.ConfigException e) {
        faults.add("--set " + pair + ": " + e.getMessage());
      }
    }
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
    return config;
  }

  private static Config override(String pair) {
    int equals = pair.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException("must read key=value");
    }
    String key = pair.substring(0, equals).strip();
    String value = pair.substring(equals + 1).strip();
    // A string, which the reader converts to the type of the setting. Parsed as HOCON, '#' or '//'
    // in
    // a path would begin a comment.
    return ConfigFactory.empty().withValue(key, ConfigValueFactory.fromAnyRef(value, "--set"));
  }
}
