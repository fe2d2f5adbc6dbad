package org.melange.job;

import org.melange.config.Settings;
import org.melange.config.VerifySettings.Checksums;
import org.melange.run.Manifest;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.link.LinkingPipeline;
import org.melange.spark.model.ModelInfo;
import org.melange.spark.table.EntityTables;
import picocli.CommandLine.Option;

/** Options of jobs that link: knowledge base, entity table and model. */
public final class LinkingOptions {

  @Option(
      names = "--kb",
      required = true,
      paramLabel = "DIR",
      description = "Knowledge base (import-kb).")
  public String kb;

  @Option(
      names = "--table",
      required = true,
      paramLabel = "DIR",
      description = "Its entity table (embed-kb).")
  public String table;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "Model.")
  public String model;

  /**
   * What links mentions with these.
   *
   * @param imagesRoot what relative image URIs of mentions are relative to
   */
  LinkingPipeline pipeline(String imagesRoot, Settings settings) {
    return new LinkingPipeline(new LinkingPipeline.Inputs(kb, model, table, imagesRoot), settings);
  }

  /**
   * Opens the knowledge base and checks its files.
   *
   * @throws org.melange.run.JobException if it does not exist, or a file is missing or was changed
   */
  KnowledgeBase checkedBase(Settings settings) {
    return KnowledgeBase.open(kb, settings.verify().checksums());
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
    return EntityTables.check(table, base, ModelInfo.checked(model, checksums), checksums);
  }
}
