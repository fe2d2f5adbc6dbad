package org.melange.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run did, as the JSON object that ends a job's standard output. Keys keep their order.
 *
 * @param values key to number, text, boolean or map of these
 */
public record Summary(Map<String, Object> values) {

  private static final String EXIT_CODE = "exit_code";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Copies the values. */
  public Summary {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** An empty summary. */
  public static Summary empty() {
    return new Summary(Map.of());
  }

  /** This summary, of a run whose process is to end with {@code code} though its work is done. */
  public Summary endingWith(ExitCode code) {
    return with(EXIT_CODE, code.code());
  }

  /** How the process is to end. */
  public ExitCode ended() {
    Object code = values.getOrDefault(EXIT_CODE, ExitCode.DONE.code());
    return Arrays.stream(ExitCode.values())
        .filter(exit -> code.equals(exit.code()))
        .findFirst()
        .orElseThrow();
  }

  /** This summary with one value more. */
  public Summary with(String key, Object value) {
    Map<String, Object> next = new LinkedHashMap<>(values);
    next.put(key, value);
    return new Summary(next);
  }

  /** This summary with the values of another behind it. */
  public Summary withAll(Summary other) {
    Map<String, Object> next = new LinkedHashMap<>(values);
    next.putAll(other.values);
    return new Summary(next);
  }

  /** One line of JSON. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("summary holds something that is no JSON value", e);
    }
  }
}
