package org.melange.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each key of {@code conf/melange.conf} sets one component of the settings, and no other. */
class SettingsKeysTest {

  /** Valid values other than the default, for settings whose type does not suggest one. */
  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry("images.allowed-prefixes", "/mnt/images/"),
          Map.entry("images.http.allowed-hosts", "media.internal"),
          Map.entry("features.device", "cpu"),
          Map.entry("features.precision", "float16"),
          Map.entry("link.candidates", "all"),
          Map.entry("link.types", "Q5"),
          Map.entry("mentions.types", "Q5"),
          Map.entry("link.search", "approximate"),
          Map.entry("link.calibration", "off"),
          Map.entry("link.min-confidence", "0.5"),
          Map.entry("link.name-prior", "0.5"),
          Map.entry("link.table.precision", "int8"),
          Map.entry("link.table.distribution", "broadcast"),
          Map.entry("calibrate.method", "isotonic"),
          Map.entry("train.clip", "trained"),
          Map.entry("train.learning-rate-schedule", "cosine"),
          Map.entry("train.precision", "float16"),
          Map.entry("train.fraction", "0.5"),
          Map.entry("train.validate-on", "train:0.1"),
          Map.entry("images.max-missing-share", "0.5"),
          Map.entry("train.warmup-share", "0.1"),
          Map.entry("enrich.strategy", "lexical"),
          Map.entry("enrich.single-candidate", "ask"),
          Map.entry("enrich.endpoint", "https://host/v1"),
          Map.entry("enrich.parameters", "{\"top_p\":1}"),
          Map.entry("enrich.max-tokens-field", "max_completion_tokens"),
          Map.entry("enrich.answer-parsing", "strict"),
          Map.entry("enrich.api-key-env", "OTHER"),
          Map.entry("enrich.api-key-header", "X-Api-Key"),
          Map.entry("enrich.max-network-delay", "2s"),
          Map.entry("verify.checksums", "always"));

  static Set<String> keys() {
    return defaults().entrySet().stream()
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aKeySetsOneComponent(String key) {
    Map<String, Object> before = components("", Settings.defaults());
    Settings changed = Settings.load(Optional.empty(), List.of(key + "=" + other(key)));
    Map<String, Object> after = components("", changed);
    assertThat(after.keySet()).isEqualTo(before.keySet());
    List<String> different =
        after.keySet().stream().filter(name -> !after.get(name).equals(before.get(name))).toList();
    assertThat(different).as("components that %s sets", key).hasSize(1);
    assertThat(name(different.get(0))).isEqualTo(name(key));
  }

  @Test
  void thereIsOneKeyPerComponent() {
    Set<String> names = components("", Settings.defaults()).keySet();
    // Headers have no default.
    assertThat(names).hasSize(keys().size() + 1).anyMatch(name -> name.endsWith(".headers"));
  }

  /** A valid value that is not the default. */
  private static String other(String key) {
    if (OTHERS.containsKey(key)) {
      return OTHERS.get(key);
    }
    Object value = defaults().getValue(key).unwrapped();
    if (value instanceof Boolean flag) {
      return String.valueOf(!flag);
    }
    if (value instanceof Number number) {
      return number.doubleValue() == Math.rint(number.doubleValue())
          ? String.valueOf(number.longValue() + 1)
          : String.valueOf(number.doubleValue() / 2);
    }
    String text = (String) value;
    return text.matches("\\d+[A-Za-z]+") ? "1" + text : text + "x";
  }

  private static Config defaults() {
    Config file = ConfigFactory.parseFile(Path.of("conf/melange.conf").toFile());
    assertThat(file.root().valueType()).isEqualTo(ConfigValueType.OBJECT);
    return file;
  }

  /** The last part of a key or of a path of components, in one spelling. */
  private static String name(String path) {
    return path.substring(path.lastIndexOf('.') + 1)
        .replace("-", "")
        .toLowerCase(java.util.Locale.ROOT);
  }

  /** The leaves of nested records by their path, without {@link Settings#source}. */
  private static Map<String, Object> components(String path, Record settings) {
    Map<String, Object> found = new TreeMap<>();
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      String name = path + "." + component.getName();
      Object value = value(settings, component);
      if (value instanceof Record section) {
        found.putAll(components(name, section));
      } else if (!name.equals(".source")) {
        found.put(name, value);
      }
    }
    return found;
  }

  private static Object value(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
