package org.melange.mmoe;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The configuration of a matcher.
 *
 * @param textDim width dt of text features (CLIP ViT-B/32: 512)
 * @param imageDim width dv of image features (paper: 96)
 * @param hiddenDim width h inside the three units (paper: 96)
 * @param experts number N of experts in each mixture (paper: 4)
 * @param topExperts number k of experts kept (WikiMEL 3, RichpediaMEL 4, WikiDiverse 2)
 * @param expertMultiplier inner width of an expert over its input width (paper: 4)
 * @param gate how tokens are routed to experts
 * @param without units that are ablated, as in section 4.4 of the paper: their score is 0, and the
 *     total is still a third of the sum
 */
public record MatcherConfig(
    int textDim,
    int imageDim,
    int hiddenDim,
    int experts,
    int topExperts,
    int expertMultiplier,
    Gate gate,
    Set<Unit> without) {

  /**
   * @throws IllegalArgumentException if a size is not positive, there are fewer than two experts,
   *     or more are kept than exist
   */
  public MatcherConfig {
    requireNonNull(gate, "gate");
    without = without.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(without));
    if (without.size() == Unit.values().length) {
      throw new IllegalArgumentException("a matcher without any unit cannot score");
    }
    positive("text_dim", textDim);
    positive("image_dim", imageDim);
    positive("hidden_dim", hiddenDim);
    positive("top_experts", topExperts);
    positive("expert_mult", expertMultiplier);
    if (experts < 2) {
      throw new IllegalArgumentException("num_experts is " + experts + ": at least 2 are needed");
    }
    if (topExperts > experts) {
      throw new IllegalArgumentException(
          "top_experts is " + topExperts + " of only " + experts + " experts");
    }
  }

  /** A matcher with all units. */
  public MatcherConfig(
      int textDim,
      int imageDim,
      int hiddenDim,
      int experts,
      int topExperts,
      int expertMultiplier,
      Gate gate) {
    this(textDim, imageDim, hiddenDim, experts, topExperts, expertMultiplier, gate, Set.of());
  }

  /** This matcher without some units. */
  public MatcherConfig without(Set<Unit> units) {
    return new MatcherConfig(
        textDim, imageDim, hiddenDim, experts, topExperts, expertMultiplier, gate, units);
  }

  /**
   * The number of first tokens of an item that can be routed to experts. The published gate only
   * ranks later tokens, which gives no gradients.
   */
  public int routableTokens() {
    return gate == Gate.PUBLISHED ? experts - 1 : Integer.MAX_VALUE;
  }

  /** The model of the paper with {@code topExperts} of its 4 experts kept. */
  public static MatcherConfig paper(int topExperts, Gate gate) {
    return new MatcherConfig(512, 96, 96, 4, topExperts, 4, gate);
  }

  /** The entries of the model's {@code config.json}, in a fixed order. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("text_dim", textDim);
    map.put("image_dim", imageDim);
    map.put("hidden_dim", hiddenDim);
    map.put("num_experts", experts);
    map.put("top_experts", topExperts);
    map.put("expert_mult", expertMultiplier);
    map.put("gate", gate.code());
    if (!without.isEmpty()) {
      map.put("ablate", without.stream().map(Unit::code).toList());
    }
    return map;
  }

  /**
   * The inverse of {@link #toMap()}; numbers may be of any integral type, as JSON readers differ.
   *
   * @throws IllegalArgumentException naming the entry that is missing, unknown or invalid
   */
  public static MatcherConfig fromMap(Map<String, ?> map) {
    Map<String, Object> known = paper(1, Gate.PUBLISHED).toMap();
    for (String key : map.keySet()) {
      if (!known.containsKey(key) && !key.equals("ablate")) {
        throw new IllegalArgumentException(
            "matcher entry '" + key + "' is unknown: known are " + known.keySet());
      }
    }
    return new MatcherConfig(
        integer(map, "text_dim"),
        integer(map, "image_dim"),
        integer(map, "hidden_dim"),
        integer(map, "num_experts"),
        integer(map, "top_experts"),
        integer(map, "expert_mult"),
        Gate.ofCode(String.valueOf(map.get("gate"))),
        units(map.get("ablate")));
  }

  private static Set<Unit> units(Object codes) {
    Set<Unit> units = EnumSet.noneOf(Unit.class);
    if (codes == null) {
      return units;
    }
    if (!(codes instanceof List<?> list)) {
      throw new IllegalArgumentException("matcher entry 'ablate' must be a list but is " + codes);
    }
    for (Object code : list) {
      units.add(
          Arrays.stream(Unit.values())
              .filter(unit -> unit.code().equals(code))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "matcher entry 'ablate' names '"
                              + code
                              + "': known are "
                              + Arrays.stream(Unit.values()).map(Unit::code).toList())));
    }
    return units;
  }

  private static int integer(Map<String, ?> map, String key) {
    if (map.get(key) instanceof Number number && number.doubleValue() == number.intValue()) {
      return number.intValue();
    }
    throw new IllegalArgumentException(
        "matcher entry '" + key + "' must be a whole number but is " + map.get(key));
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + " but must be positive");
    }
  }
}
