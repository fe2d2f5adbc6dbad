package org.melange.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException.Missing;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads typed settings and collects all faults, so that a user can fix them at once. A key that is
 * never read is unknown. Not thread-safe.
 */
final class ConfigReader {

  private final Config config;
  private final SortedSet<String> known = new TreeSet<>();
  private final List<String> faults = new ArrayList<>();

  ConfigReader(Config config) {
    this.config = config;
  }

  String text(String key) {
    return read(key, config::getString, "a string", "");
  }

  /** The name of a field of a JSON object, or nothing. */
  String field(String key) {
    String name = text(key);
    if (name.matches(".*['\\\\\\p{Cntrl}].*")) {
      faults.add(
          where(key)
              + " must be the name of a field without quotes, backslashes and control characters");
    }
    return name;
  }

  /** Hosts and address blocks, separated by commas or spaces. */
  List<String> hosts(String key) {
    List<String> hosts =
        Arrays.stream(text(key).split("[,\\s]+")).filter(host -> !host.isEmpty()).toList();
    for (String host : hosts) {
      if (!host.matches("[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]+(/\\d{1,3})?")) {
        faults.add(
            where(key) + " must hold hosts or blocks such as 10.1.0.0/16, found '" + host + "'");
      }
    }
    return hosts;
  }

  /** QIDs of classes: a list, or a string with commas; each once. */
  List<String> classes(String key) {
    List<String> qids = texts(key).stream().distinct().toList();
    for (String qid : qids) {
      if (!qid.matches("Q[1-9][0-9]{0,17}")) {
        faults.add(where(key) + " must hold QIDs of classes such as Q5, found '" + qid + "'");
      }
    }
    return qids;
  }

  /** Directories as absolute paths or URIs: a list, or a string with commas. */
  List<String> directories(String key) {
    List<String> directories = texts(key);
    for (String directory : directories) {
      if (!directory.matches("/.*|(?!(?i:https?|data):)[A-Za-z][A-Za-z0-9+.-]+:/.+")) {
        faults.add(
            where(key)
                + " must hold absolute paths or URIs such as s3a://bucket/images/, not of the web,"
                + " found '"
                + directory
                + "'");
      }
    }
    return directories;
  }

  private List<String> texts(String key) {
    boolean list = config.hasPath(key) && config.getValue(key).valueType() == ConfigValueType.LIST;
    List<String> texts =
        list
            ? read(key, config::getStringList, "a list of strings", List.of())
            : Arrays.asList(text(key).split(","));
    return texts.stream().map(String::strip).filter(text -> !text.isEmpty()).toList();
  }

  boolean flag(String key) {
    return read(key, config::getBoolean, "true or false", false);
  }

  int integer(String key, int min, int max) {
    return (int) inRange(key, whole(key, min), min, max);
  }

  long number(String key, long min, long max) {
    return inRange(key, whole(key, min), min, max);
  }

  long bytes(String key, long min, long max) {
    return inRange(key, read(key, config::getBytes, "a size such as 64M", min), min, max);
  }

  Duration duration(String key, Duration min, Duration max) {
    Duration value = read(key, config::getDuration, "a time such as 30s", min);
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      faults.add(
          where(key)
              + " must be between "
              + time(min)
              + " and "
              + time(max)
              + ", is "
              + time(value));
      return min;
    }
    return value;
  }

  /** A JSON object, as text. */
  String json(String key) {
    String text = text(key);
    try {
      return ConfigFactory.parseString(
              text, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON))
          .root()
          .render(ConfigRenderOptions.concise());
    } catch (com.typesafe.config.ConfigException e) {
      faults.add(where(key) + " must be a JSON object such as {\"temperature\": 0}, is " + text);
      return "{}";
    }
  }

  /** One of some strings. */
  String oneOf(String key, List<String> texts) {
    String text = text(key);
    if (!texts.contains(text)) {
      faults.add(where(key) + " must be one of " + texts + ", is '" + text + "'");
    }
    return text;
  }

  /** An address of a service, or empty. */
  String endpoint(String key) {
    String text = text(key);
    if (!text.isEmpty() && !Endpoints.isValid(text)) {
      faults.add(
          where(key)
              + " must be an http or https address without user, query or fragment, is '"
              + Endpoints.withoutUser(text)
              + "'");
      return "";
    }
    return text;
  }

  /**
   * Headers, each a key below {@code section}. The header with the API key has its own settings.
   */
  Map<String, String> headers(String section) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : names(section)) {
      String key = section + "." + ConfigUtil.joinPath(name);
      String value = text(key);
      if (!Endpoints.mayBeSet(name)) {
        faults.add(
            where(key) + " must not be set here; use enrich.api-key-env or enrich.api-key-file");
      } else if (!Endpoints.isHeader(name, value)) {
        faults.add(where(key) + " must have a valid header name and value");
      }
      headers.put(name, value);
    }
    return headers;
  }

  /** The name of the header with the API key. */
  String keyHeader(String key) {
    String name = text(key);
    if (!Endpoints.mayCarryKey(name)) {
      faults.add(where(key) + " must be the name of a header such as X-Api-Key, is '" + name + "'");
    }
    return name;
  }

  private Set<String> names(String section) {
    boolean present =
        config.hasPath(section) && config.getValue(section).valueType() == ConfigValueType.OBJECT;
    return present ? config.getObject(section).keySet() : Set.of();
  }

  /** What a training validates on: the split {@code dev}, or a part of {@code train}. */
  String validation(String key) {
    String text = text(key);
    if (!text.matches("dev|train:0?\\.[0-9]*[1-9][0-9]*")) {
      faults.add(
          where(key) + " must be dev, or train and a share such as train:0.1, is '" + text + "'");
      return "dev";
    }
    return text;
  }

  double share(String key) {
    return real(key, 0, 1);
  }

  /** A share, or empty if the value is {@code word}. */
  OptionalDouble shareUnless(String key, String word) {
    known.add(key);
    if (config.hasPath(key) && config.getValue(key).unwrapped().equals(word)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(share(key));
  }

  OptionalDouble realUnless(String key, String word, double min, double max) {
    known.add(key);
    if (config.hasPath(key) && config.getValue(key).unwrapped().equals(word)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(real(key, min, max));
  }

  double real(String key, double min, double max) {
    double value = read(key, config::getDouble, "a number", min);
    if (!(value >= min && value <= max)) {
      faults.add(
          where(key) + " must be between " + number(min) + " and " + number(max) + ", is " + value);
      return min;
    }
    return value;
  }

  /** A bound as users write it: 1, not 1.0. */
  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }

  /** A time as users write it: 1m, not PT1M. */
  private static String time(Duration value) {
    return value.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  <E extends Enum<E>> E oneOf(String key, Class<E> type) {
    E[] values = type.getEnumConstants();
    int before = faults.size();
    String text = text(key);
    if (faults.size() > before) {
      return values[0];
    }
    for (E value : values) {
      if (code(value).equals(text)) {
        return value;
      }
    }
    faults.add(
        where(key)
            + " must be one of "
            + Arrays.stream(values).map(ConfigReader::code).toList()
            + ", is '"
            + text
            + "'");
    return values[0];
  }

  /** Ends the reading. Keys that were not read are unknown. */
  void finish() {
    for (Map.Entry<String, ConfigValue> entry : config.entrySet()) {
      // A quoted part that contains dots matches no setting.
      String key = entry.getKey();
      if (!known.contains(key)) {
        faults.add(where(key) + " is unknown; did you mean '" + NearestName.of(key, known) + "'?");
      }
    }
    if (!faults.isEmpty()) {
      faults.sort(null);
      throw new ConfigException(faults);
    }
  }

  /** Refuses fractions, which the library would truncate. */
  private long whole(String key, long fallback) {
    Number value = read(key, config::getNumber, "a whole number", fallback);
    if (value.doubleValue() != Math.rint(value.doubleValue())) {
      faults.add(where(key) + " must be a whole number, is " + value);
      return fallback;
    }
    return value.longValue();
  }

  private long inRange(String key, long value, long min, long max) {
    if (value < min || value > max) {
      faults.add(where(key) + " must be between " + min + " and " + max + ", is " + value);
      return min;
    }
    return value;
  }

  private <T> T read(String key, Function<String, T> getter, String expected, T fallback) {
    known.add(key);
    try {
      return getter.apply(key);
    } catch (Missing e) {
      faults.add("'" + key + "' is missing");
    } catch (com.typesafe.config.ConfigException e) {
      faults.add(where(key) + " must be " + expected + ", is " + rendered(key));
    }
    return fallback;
  }

  private String rendered(String key) {
    return config.hasPath(key) ? config.getValue(key).render() : "something else";
  }

  private String where(String key) {
    if (!config.hasPath(key)) {
      return "'" + key + "'";
    }
    return "'" + key + "' (" + config.getValue(key).origin().description() + ")";
  }

  private static String code(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
