package org.melange.link;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.LinkedHashMap;
import java.util.Map;
import org.melange.mmoe.MatcherConfig;

/**
 * What a model directory's {@code config.json} says besides CLIP's own.
 *
 * @param textLength tokens that every text is cut or padded to; the paper has 50
 * @param matcher the matcher's shape
 */
public record ModelConfig(int textLength, MatcherConfig matcher) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * @throws IllegalArgumentException if there is no room for a token between the markers
   */
  public ModelConfig {
    if (textLength < 3) {
      throw new IllegalArgumentException("text_length must be 3 or more, is " + textLength);
    }
    requireNonNull(matcher, "matcher");
  }

  /**
   * Reads {@code {"text_length": 50, "matcher": {...}}}; further keys are left to others.
   *
   * @throws IllegalArgumentException if it is no JSON or a value is missing or impossible
   */
  public static ModelConfig parse(String json) {
    try {
      Map<String, Object> map = JSON.readValue(json, new TypeReference<>() {});
      if (!(map.get("text_length") instanceof Integer length)
          || !(map.get("matcher") instanceof Map<?, ?> matcher)) {
        throw new IllegalArgumentException("no number 'text_length' or no object 'matcher'");
      }
      Map<String, Object> fields = new LinkedHashMap<>();
      matcher.forEach((key, value) -> fields.put(key.toString(), value));
      return new ModelConfig(length, MatcherConfig.fromMap(fields));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** What {@link #parse(String)} reads. */
  public String toJson() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("text_length", textLength);
    map.put("matcher", matcher.toMap());
    try {
      return JSON.writeValueAsString(map) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and texts are JSON values", e);
    }
  }
}
