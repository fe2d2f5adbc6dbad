package org.melange.job;

import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.config.VerifySettings.Checksums;
import org.melange.link.lexical.LexicalWeights;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.link.LexicalFiles;
import org.melange.spark.link.LinkingPipeline;
import org.melange.spark.model.ModelInfo;
import org.melange.spark.post.SplitPart;
import org.melange.spark.table.EntityTables;
import picocli.CommandLine.Option;

/**
 * Options of jobs that link: a knowledge base, and a model with its entity table or neither.
 * Without a model, mentions are linked by names and descriptions.
 */
public final class LinkingOptions {

  @Option(
      names = "--kb",
      required = true,
      paramLabel = "DIR",
      description = "Knowledge base (import-kb).")
  public String kb;

  @Option(
      names = "--table",
      paramLabel = "DIR",
      description = "Its entity table for the model (embed-kb).")
  public String table;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "Model (init-model, train). Without --model and --table, mentions are linked by names and"
              + " descriptions.")
  public String model;

  /**
   * Whether there is a model.
   *
   * @throws org.melange.run.JobException if there is a model without a table or the reverse
   */
  boolean hasModel() {
    if ((model == null) != (table == null)) {
      throw JobException.usage(
          model == null
              ? "--table needs the --model that computed it"
              : "--model needs its entity table: run embed-kb, then give --table");
    }
    return model != null;
  }

  /** The entity table that earlier links were made with; null for none. */
  String previousTable;

  /**
   * Requires that the directories are what they should be, from their manifests alone.
   *
   * @throws org.melange.run.JobException if one of them is not
   */
  void requireManifests() {
    KnowledgeBase.requireManifest(kb);
    if (hasModel()) {
      ModelInfo.version(model);
      EntityTables.files(table);
    }
  }

  /** The directories that a job reads. */
  String[] inputs() {
    return hasModel() ? new String[] {kb, table, model} : new String[] {kb};
  }

  /**
   * What links mentions with these, once they were checked.
   *
   * @param imagesRoot what relative image URIs of mentions are relative to
   * @throws org.melange.run.JobException if one of them is stale, or a file is missing or was
   *     changed
   */
  MentionLinking linking(
      SparkSession spark, KnowledgeBase base, String imagesRoot, Settings settings) {
    if (!hasModel()) {
      return LexicalLinking.of(spark, base, settings);
    }
    LinkingPipeline pipeline = pipeline(imagesRoot, settings);
    Manifest checked = checkedTable(base, settings);
    pipeline.requireUsable(spark);
    if (previousTable != null) {
      pipeline.setPreviousTable(previousTable);
    }
    return new ModelLinking(pipeline, ModelInfo.version(model), checked.version());
  }

  /**
   * What links mentions with these.
   *
   * @param imagesRoot what relative image URIs of mentions are relative to
   */
  LinkingPipeline pipeline(String imagesRoot, Settings settings) {
    return new LinkingPipeline(new LinkingPipeline.Inputs(kb, model, table, imagesRoot), settings);
  }

  /**
   * Requires that a part of a split was not fitted on, if it is a part.
   *
   * @throws org.melange.run.JobException if the model, or the weights without a model, were fitted
   *     with these posts
   */
  void requireHeldOut(SplitPart part) {
    if (!hasModel()) {
      LexicalWeights weights = LexicalFiles.weights(kb);
      if (!weights.version().equals(LexicalWeights.shipped().version())) {
        part.requireHeldOut(kb, Optional.ofNullable(weights.facts().get(SplitPart.FACT)));
      }
    } else if (ModelInfo.fact(model, "dataset").isPresent()) {
      part.requireHeldOut(model, ModelInfo.fact(model, SplitPart.FACT));
    }
  }

  /**
   * Opens the knowledge base and checks its files.
   *
   * @throws org.melange.run.JobException if it does not exist, a file is missing or was changed, or
   *     its images require a contact in the user agent
   */
  KnowledgeBase checkedBase(Settings settings) {
    return KnowledgeBase.openWithImages(kb, settings);
  }

  /**
   * Checks the files of model and table, and that they belong to the knowledge base.
   *
   * @return the manifest of the table
   * @throws org.melange.run.JobException if one of them is stale, or a file is missing or was
   *     changed
   */
  Manifest checkedTable(KnowledgeBase base, Settings settings) {
    Checksums checksums = settings.verify().checksums();
    String version = ModelInfo.checked(model, checksums);
    EntityTables.requirePreparation(table, model);
    return EntityTables.check(table, base, version, checksums);
  }
}
