package org.melange.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The outcome of an epoch.
 *
 * @param epoch its number, from 1
 * @param loss the mean over its examples, each computed with the weights before its step
 * @param mrr the validation MRR after it, if it was measured
 * @param examplesPerSecond the rate of training, including the loading of examples but not
 *     validation
 * @param secondsLeft the estimated time of the remaining epochs; early stopping may skip some
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
