package org.melange.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What an epoch came to.
 *
 * @param epoch its number, from 1
 * @param loss the mean over its examples, taken as the weights were at each one's turn
 * @param mrr validation MRR after it, if it was measured
 * @param examplesPerSecond of training; fetching the examples is part of it, validation is not
 * @param secondsLeft for the epochs to come, as long as the last ones took; early stopping may
 *     spare some
 */
public record EpochReport(
    int epoch, LossValues loss, OptionalDouble mrr, double examplesPerSecond, double secondsLeft) {

  /** The entries of a JSON object. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("epoch", epoch);
    map.put("loss", loss.total());
    map.put("parts", loss.parts());
    mrr.ifPresent(value -> map.put("mrr", value));
    map.put("examples_per_second", examplesPerSecond);
    map.put("seconds_left", secondsLeft);
    return map;
  }

  /** The inverse of {@link #toMap()}. */
  static EpochReport fromMap(Map<?, ?> map) {
    Map<String, Double> parts = new LinkedHashMap<>();
    ((Map<?, ?>) map.get("parts"))
        .forEach((name, part) -> parts.put((String) name, ((Number) part).doubleValue()));
    return new EpochReport(
        (Integer) map.get("epoch"),
        new LossValues(number(map, "loss"), parts),
        map.containsKey("mrr") ? OptionalDouble.of(number(map, "mrr")) : OptionalDouble.empty(),
        number(map, "examples_per_second"),
        number(map, "seconds_left"));
  }

  private static double number(Map<?, ?> map, String key) {
    return ((Number) map.get(key)).doubleValue();
  }
}
