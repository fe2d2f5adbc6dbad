package org.melange.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an output directory holds, what made it and from what: its {@code manifest.json}, written
 * last, so that a directory without one is unfinished.
 *
 * @param kind what the directory is: {@code knowledge-base}, {@code model}, {@code entity-table},
 *     {@code links}
 * @param version identifies the content: equal versions mean equal content
 * @param facts everything else: inputs and their versions, counts, settings
 */
public record Manifest(String kind, String version, Map<String, Object> facts) {

  /** The file's name. */
  public static final String FILE = "manifest.json";

  /** The layout of the directories; a reader refuses another. */
  public static final int FORMAT = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  /** Sorts the facts. */
  public Manifest {
    facts = java.util.Collections.unmodifiableMap(new TreeMap<>(facts));
  }

  /** The file's text. */
  public String toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.put("format", FORMAT).put("kind", kind).put("version", version).put("melange", melange());
    node.set("facts", JSON.valueToTree(facts));
    try {
      return JSON.writeValueAsString(node) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("manifest holds something that is no JSON value", e);
    }
  }

  /**
   * Reads a manifest.
   *
   * @param where the directory, for messages
   * @param kind what the directory must be
   * @throws JobException if it is no manifest, another kind, or of another format
   */
  public static Manifest parse(String json, String where, String kind) {
    JsonNode node;
    try {
      node = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw JobException.input(where + "/" + FILE + " is not JSON: " + e.getOriginalMessage());
    }
    if (!node.isObject()) {
      throw JobException.input(where + "/" + FILE + " holds no JSON object; was it cut off?");
    }
    require(
        node.path("format").asInt() == FORMAT,
        where,
        "format " + node.path("format") + ", this version reads " + FORMAT);
    require(
        kind.equals(node.path("kind").asText()),
        where,
        "a " + node.path("kind").asText("?") + ", not a " + kind);
    require(node.path("version").isTextual(), where, "without a version");
    Map<String, Object> facts = new TreeMap<>();
    node.path("facts")
        .properties()
        .forEach(
            entry -> facts.put(entry.getKey(), JSON.convertValue(entry.getValue(), Object.class)));
    return new Manifest(kind, node.path("version").asText(), facts);
  }

  /** Whether {@code json} is a whole file of JSON, as a manifest that was truncated is not. */
  public static boolean isWhole(String json) {
    try {
      return JSON.readTree(json).isObject();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** A fact as text. */
  public Optional<String> fact(String key) {
    return Optional.ofNullable(facts.get(key)).map(Object::toString);
  }

  /** The version of this build. */
  public static String melange() {
    return Optional.ofNullable(Manifest.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  private static void require(boolean condition, String where, String fault) {
    if (!condition) {
      throw JobException.input(where + " is " + fault);
    }
  }
}
