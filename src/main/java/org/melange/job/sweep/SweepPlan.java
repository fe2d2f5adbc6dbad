package org.melange.job.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.melange.link.model.ModelConfig;
import org.melange.run.JobException;

/**
 * The combinations of values that a sweep runs. Keys that begin with {@code shape.} are entries of
 * the shape file, {@code ablate} lists parts that the model omits, all others are settings. Keys
 * joined by {@code +} have the same value.
 *
 * @param axes values by key, in order
 */
record SweepPlan(Map<String, List<String>> axes) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SHAPE = "shape.";
  private static final String ABLATE = "ablate";
  private static final String NONE = "none";

  /**
   * Reads {@code key=value,value,...} pairs.
   *
   * @throws JobException if a pair is invalid or a key occurs twice
   */
  static SweepPlan of(List<String> pairs) {
    Map<String, List<String>> axes = new LinkedHashMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 1 || equals == pair.length() - 1) {
        throw JobException.usage("--vary " + pair + ": must have the form key=value,value,...");
      }
      List<String> values = Arrays.asList(pair.substring(equals + 1).split(","));
      if (axes.put(pair.substring(0, equals), values) != null) {
        throw JobException.usage("--vary " + pair + ": the key occurs twice");
      }
    }
    return new SweepPlan(axes);
  }

  /**
   * One combination of values.
   *
   * @param values by key
   */
  record Combination(Map<String, String> values) {

    /** A name for reports and directories. */
    String name() {
      return values.isEmpty() ? "base" : name(values);
    }

    /** The name of the part that determines the initial model. */
    String modelName() {
      Map<String, String> initial = new LinkedHashMap<>();
      values.forEach(
          (key, value) -> {
            if (key.startsWith(SHAPE) || key.equals(ABLATE)) {
              initial.put(key, value);
            }
          });
      return initial.isEmpty() ? "base" : name(initial);
    }

    /** The settings to change, {@code key=value}. */
    List<String> settings() {
      return values.entrySet().stream()
          .filter(e -> !e.getKey().startsWith(SHAPE) && !e.getKey().equals(ABLATE))
          .flatMap(e -> keys(e.getKey()).map(key -> key + "=" + e.getValue()))
          .toList();
    }

    private static Stream<String> keys(String joined) {
      return Arrays.stream(joined.split("\\+"));
    }

    /** Parts that the model omits. */
    List<String> ablate() {
      String parts = values.getOrDefault(ABLATE, NONE);
      return parts.equals(NONE) ? List.of() : Arrays.asList(parts.split("\\+"));
    }

    /**
     * The shape file with the entries of this combination.
     *
     * @throws JobException if it has no such entry, or the value is of another type
     */
    String shape(String json) {
      try {
        JsonNode root = JSON.readTree(json);
        values.forEach(
            (key, value) -> {
              if (key.startsWith(SHAPE)) {
                keys(key).forEach(entry -> put(root, entry, value));
              }
            });
        return root.toPrettyString();
      } catch (JsonProcessingException e) {
        throw JobException.input("the shape is not JSON: " + e.getOriginalMessage(), e);
      }
    }

    private static void put(JsonNode root, String key, String value) {
      if (!key.startsWith(SHAPE)) {
        throw JobException.usage("--vary " + key + ": cannot be joined with an entry of the shape");
      }
      String path = key.substring(SHAPE.length());
      String pointer = "/" + path.replace('.', '/');
      JsonNode old = root.at(pointer);
      if (!old.isValueNode()) {
        throw JobException.usage("--vary shape." + path + ": the shape has no such entry");
      }
      ObjectNode parent = (ObjectNode) root.at(pointer.substring(0, pointer.lastIndexOf('/')));
      String name = pointer.substring(pointer.lastIndexOf('/') + 1);
      try {
        JsonNode node = old.isTextual() ? JSON.valueToTree(value) : JSON.readTree(value);
        if (node.isNumber() != old.isNumber()) {
          throw JobException.usage(
              "--vary shape.%s: '%s' does not have the type of %s".formatted(path, value, old));
        }
        parent.set(name, node);
      } catch (JsonProcessingException e) {
        throw JobException.usage(
            "--vary shape.%s: '%s' is not a JSON value".formatted(path, value));
      }
    }

    private static String name(Map<String, String> values) {
      return values.entrySet().stream()
          .map(e -> e.getKey().substring(e.getKey().lastIndexOf('.') + 1) + "=" + e.getValue())
          .collect(Collectors.joining(","))
          .replaceAll("[^A-Za-z0-9._=,+-]", "_");
    }
  }

  /**
   * All combinations.
   *
   * @param each whether to change one key at a time; otherwise the Cartesian product
   */
  List<Combination> combinations(boolean each) {
    List<Map<String, String>> found = new ArrayList<>(List.of(Map.of()));
    axes.forEach(
        (key, values) -> {
          List<Map<String, String>> before = each ? List.of(Map.of()) : List.copyOf(found);
          List<Map<String, String>> longer = each ? found : new ArrayList<>();
          for (Map<String, String> start : before) {
            for (String value : values) {
              Map<String, String> next = new LinkedHashMap<>(start);
              next.put(key, value);
              longer.add(next);
            }
          }
          if (!each) {
            found.clear();
            found.addAll(longer);
          }
        });
    return new LinkedHashSet<>(found).stream().map(Combination::new).toList();
  }

  /** Whether combinations need different initial models. */
  boolean makesModels() {
    return axes.keySet().stream().anyMatch(key -> key.startsWith(SHAPE) || key.equals(ABLATE));
  }

  /**
   * Refuses unknown parts, and combinations with the same name.
   *
   * @param each as in {@link #combinations}
   */
  void check(boolean each) {
    Set<String> names = new HashSet<>();
    for (Combination combination : combinations(each)) {
      if (!names.add(combination.name())) {
        throw JobException.usage(
            "--vary: two combinations have the name %s: vary them in separate sweeps"
                .formatted(combination.name()));
      }
      combination.ablate().stream()
          .filter(part -> !ModelConfig.parts().contains(part))
          .findFirst()
          .ifPresent(
              part -> {
                throw JobException.usage(
                    "--vary ablate: '%s' is unknown; %s, or %s"
                        .formatted(part, ModelConfig.parts(), NONE));
              });
    }
  }
}
