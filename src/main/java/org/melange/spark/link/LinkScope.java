package org.melange.spark.link;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What links were made with, besides their posts. Links of another scope may differ.
 *
 * @param modelVersion version of the model, or of the weights that link without one
 * @param kbVersion version of the knowledge base
 * @param entityTableVersion version of the entity table; empty if none is used
 * @param settingsVersion identifies the settings that scores depend on
 * @param calibrationVersion identifies the calibration and the least confidence of a link; empty if
 *     all links are kept
 */
public record LinkScope(
    String modelVersion,
    String kbVersion,
    String entityTableVersion,
    String settingsVersion,
    String calibrationVersion) {

  /** Rejects nulls. */
  public LinkScope {
    requireNonNull(modelVersion, "modelVersion");
    requireNonNull(kbVersion, "kbVersion");
    requireNonNull(entityTableVersion, "entityTableVersion");
    requireNonNull(settingsVersion, "settingsVersion");
    requireNonNull(calibrationVersion, "calibrationVersion");
  }

  /** The columns of posts in a links table that say it, by name, with their values. */
  public Map<String, String> columns() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("model_version", modelVersion);
    columns.put("kb_version", kbVersion);
    columns.put("entity_table_version", entityTableVersion);
    columns.put("settings_version", settingsVersion);
    columns.put("calibration_version", calibrationVersion);
    return columns;
  }
}
