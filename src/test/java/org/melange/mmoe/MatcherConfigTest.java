package org.melange.mmoe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MatcherConfigTest {

  @Test
  void entriesAreThoseOfTheModelFile() {
    MatcherConfig paper = MatcherConfig.paper(3, Gate.PUBLISHED);
    assertThat(paper.toMap())
        .containsExactly(
            Map.entry("text_dim", 512),
            Map.entry("image_dim", 96),
            Map.entry("hidden_dim", 96),
            Map.entry("num_experts", 4),
            Map.entry("top_experts", 3),
            Map.entry("expert_mult", 4),
            Map.entry("gate", "published"));
    assertThat(MatcherConfig.fromMap(paper.toMap())).isEqualTo(paper);
  }

  @Test
  void numbersMayBeOfAnyIntegralType() {
    Map<String, Object> map = new HashMap<>(MatcherConfig.paper(2, Gate.TOKEN).toMap());
    map.put("top_experts", 2L);
    map.put("text_dim", 512.0);
    assertThat(MatcherConfig.fromMap(map)).isEqualTo(MatcherConfig.paper(2, Gate.TOKEN));
  }

  @Test
  void faultsAreNamed() {
    requireFault("top_experts", 5, "top_experts is 5 of only 4");
    requireFault("num_experts", 1, "at least 2");
    requireFault("hidden_dim", 0, "hidden_dim is 0");
    requireFault("text_dim", 1.5, "'text_dim' must be a whole number");
    requireFault("image_dim", null, "'image_dim' must be a whole number");
    requireFault("gate", "switch", "'switch' is unknown");
    requireFault("num_expert", 4, "'num_expert' is unknown");
  }

  private static void requireFault(String key, Object value, String message) {
    Map<String, Object> map = new HashMap<>(MatcherConfig.paper(3, Gate.PUBLISHED).toMap());
    map.put(key, value);
    assertThatThrownBy(() -> MatcherConfig.fromMap(map))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
