package org.melange.job;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.config.Settings;
import org.melange.link.calibrate.NilThreshold;
import org.melange.run.Summary;
import org.melange.spark.link.LinkMetrics;
import org.melange.spark.link.LinkingPipeline;

/**
 * Links with a model and its entity table.
 *
 * @param pipeline links mentions
 * @param modelVersion version of the model
 * @param tableVersion version of the entity table
 */
record ModelLinking(LinkingPipeline pipeline, String modelVersion, String tableVersion)
    implements MentionLinking {

  @Override
  public Settings settings() {
    return pipeline.settings();
  }

  @Override
  public Dataset<Row> link(Dataset<Row> mentions) {
    return pipeline.link(mentions);
  }

  @Override
  public Dataset<Row> prepare(Dataset<Row> mentions) {
    return pipeline.prepare(mentions);
  }

  @Override
  public Dataset<Row> withKeys(Dataset<Row> mentions) {
    return pipeline.withKeys(mentions);
  }

  @Override
  public Dataset<Row> withCandidates(Dataset<Row> mentions) {
    return pipeline.withCandidates(mentions);
  }

  @Override
  public Dataset<Row> linkPrepared(Dataset<Row> mentions) {
    return pipeline.linkPrepared(mentions);
  }

  @Override
  public String settingsVersion() {
    return pipeline.settingsVersion();
  }

  @Override
  public boolean dependsOnAllEntities() {
    return pipeline.dependsOnAllEntities();
  }

  @Override
  public Optional<String> previousTableVersion() {
    return pipeline.previousTableVersion();
  }

  @Override
  public NilThreshold rule() {
    return pipeline.rule();
  }

  @Override
  public Map<String, Object> facts() {
    Map<String, Object> facts = new TreeMap<>();
    facts.put("model_version", modelVersion);
    facts.put("table_version", tableVersion);
    pipeline.calibrationVersion().ifPresent(version -> facts.put("calibration_version", version));
    return facts;
  }

  @Override
  public Summary times() {
    return new Summary(
            Map.of("task_seconds", pipeline.times().map(LinkMetrics::seconds).orElse(Map.of())))
        .withAll(new Summary(pipeline.times().map(LinkMetrics::scoring).orElse(Map.of())));
  }

  @Override
  public boolean usesImages() {
    return true;
  }
}
