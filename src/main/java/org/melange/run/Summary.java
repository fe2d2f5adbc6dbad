package org.melange.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The summary of a run: the JSON object at the end of a job's standard output. Keys keep their
 * order.
 *
 * @param values numbers, strings, booleans, lists and maps by key
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

  /** This summary with an exit code. */
  public Summary endingWith(ExitCode code) {
    return with(EXIT_CODE, code.code());
  }

  /** The exit code of the process. */
  public ExitCode ended() {
    Object code = values.getOrDefault(EXIT_CODE, ExitCode.DONE.code());
    return Arrays.stream(ExitCode.values())
        .filter(exit -> code.equals(exit.code()))
        .findFirst()
        .orElseThrow();
  }

  /** This summary with another value. */
  public Summary with(String key, Object value) {
    Map<String, Object> next = new LinkedHashMap<>(values);
    next.put(key, value);
    return new Summary(next);
  }

  /** This summary, followed by the values of another. */
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
      throw new IllegalStateException("the summary contains a value that is not JSON", e);
    }
  }
}
