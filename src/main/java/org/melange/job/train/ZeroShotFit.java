package org.melange.job.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.melange.config.Settings;
import org.melange.job.cli.Console;
import org.melange.run.Manifest;
import org.melange.run.Summary;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.learn.CosineWeightFitter;
import org.melange.spark.learn.TrainingSet;
import org.melange.spark.learn.ZeroShotTraining;

/**
 * What {@code jobs/train} does with a zero-shot model: fits its weights.
 *
 * @param base with the entities
 * @param start directory of the initial model
 * @param out directory of the fitted model
 */
record ZeroShotFit(
    Settings settings, Console console, KnowledgeBase base, String start, String out) {

  /**
   * Fits the weights and writes the model.
   *
   * @param source labelled mentions
   * @param counts of them, for the last line
   * @param facts what all trainings say in the manifest
   */
  Summary run(TrainingSet.Source source, Map<String, Object> counts, Map<String, Object> facts) {
    try (ZeroShotTraining training = new ZeroShotTraining(source, base, start, out, settings)) {
      CosineWeightFitter.Fit fit = console.step("fitting weights", training::fit);
      OptionalDouble hits = console.step("ranking held-out mentions", () -> training.hitsAt1(fit));
      Map<String, Object> result = new TreeMap<>(fit.facts());
      hits.ifPresent(
          share ->
              result.put(
                  source.validation().orElseThrow().name() + "_hits_at_1",
                  Math.round(1e4 * share) / 1e4));
      Map<String, Object> all = new TreeMap<>(facts);
      all.putAll(result);
      Manifest manifest = console.step("writing the model", () -> training.save(fit, all));
      return summary(manifest, counts, result);
    }
  }

  private Summary summary(
      Manifest manifest, Map<String, Object> counts, Map<String, Object> result) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("model_version", manifest.version());
    values.putAll(counts);
    values.putAll(result);
    values.put("out", out);
    console.table("Fitted weights of a zero-shot model", values);
    return new Summary(values);
  }
}
