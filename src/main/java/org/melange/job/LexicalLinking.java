package org.melange.job;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.LinkSettingsVersion;
import org.melange.config.Settings;
import org.melange.link.calibrate.NilThreshold;
import org.melange.run.Summary;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.link.LexicalEntityLinker;

/**
 * Links by names and descriptions, without a model.
 *
 * @param linker links mentions
 * @param settings of the run; a description of a mention is chosen only if a service does it,
 *     because the linker compares all descriptions with the text itself
 * @param facts versions and origin
 */
record LexicalLinking(LexicalEntityLinker linker, Settings settings, Map<String, Object> facts)
    implements MentionLinking {

  /**
   * A linking for a knowledge base.
   *
   * @throws org.melange.run.JobException if it does not have the classes of {@code link.types}, or
   *     the calibration beside it does not fit
   */
  static LexicalLinking of(SparkSession spark, KnowledgeBase base, Settings settings) {
    LexicalEntityLinker linker =
        new LexicalEntityLinker().setKb(base.directory()).setSettings(settings);
    linker.requireTypes(spark);
    Map<String, Object> facts = new TreeMap<>();
    facts.put("model_version", linker.version());
    linker
        .fittingCalibration()
        .ifPresent(
            calibration -> {
              facts.put("calibration_version", calibration.version());
              facts.put(
                  "calibrated_on",
                  String.valueOf(calibration.facts().getOrDefault("dataset", "?")));
            });
    return new LexicalLinking(linker, LexicalEntityLinker.settings(settings), facts);
  }

  @Override
  public Dataset<Row> link(Dataset<Row> mentions) {
    return linker.transform(mentions);
  }

  @Override
  public Dataset<Row> prepare(Dataset<Row> mentions) {
    return linker.withInputKeys(mentions, settingsVersion());
  }

  @Override
  public Dataset<Row> linkPrepared(Dataset<Row> mentions) {
    return linker.copy(ParamMap.empty()).setEvidence(true).transform(mentions);
  }

  @Override
  public String settingsVersion() {
    return LinkSettingsVersion.of(settings);
  }

  @Override
  public boolean dependsOnAllEntities() {
    return true;
  }

  @Override
  public NilThreshold rule() {
    return linker.rule();
  }

  @Override
  public Summary times() {
    return Summary.empty();
  }

  @Override
  public boolean usesImages() {
    return false;
  }
}
