package org.melange.job;

import org.melange.config.Settings;
import org.melange.config.Settings.Checksums;
import org.melange.run.Manifest;
import org.melange.spark.EntityTables;
import org.melange.spark.KnowledgeBase;
import org.melange.spark.ModelInfo;
import picocli.CommandLine.Option;

/** What a job links with. */
final class LinkingOptions {

  @Option(
      names = "--kb",
      required = true,
      paramLabel = "DIR",
      description = "Knowledge base (import-kb).")
  String kb;

  @Option(
      names = "--table",
      required = true,
      paramLabel = "DIR",
      description = "Its entity table (embed-kb).")
  String table;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "Model.")
  String model;

  /**
   * Opens the knowledge base and checks its files.
   *
   * @throws org.melange.run.JobException if there is none, or a file is missing or was changed
   */
  KnowledgeBase checkedBase(Settings settings) {
    return KnowledgeBase.open(kb, settings.verify().checksums());
  }

  /**
   * Checks the files of model and table, and that the three fit; gives the table's manifest.
   *
   * @throws org.melange.run.JobException saying which is stale, or which file is missing or was
   *     changed
   */
  Manifest checkedTable(KnowledgeBase base, Settings settings) {
    Checksums checksums = settings.verify().checksums();
    return EntityTables.check(table, base, ModelInfo.checked(model, checksums), checksums);
  }
}
