package org.melange.spark.learn;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.config.LinkSettings.CandidateMode;
import org.melange.config.Settings;
import org.melange.spark.features.ClipFeatures;
import org.melange.spark.kb.CandidateGenerator;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.link.NameWeightRanker;

/**
 * Chooses the weight of names for a model that has no entity table yet: embeds the candidates of
 * the mentions, or all entities if {@code link.candidates} ranks them.
 */
final class HeldOutNames {

  private final KnowledgeBase base;
  private final String model;
  private final Settings settings;

  /**
   * @param base with the entities
   * @param model directory of the model; the table is put there as well
   */
  HeldOutNames(KnowledgeBase base, String model, Settings settings) {
    this.base = base;
    this.model = model;
    this.settings = settings;
  }

  /**
   * The weight for some labelled mentions.
   *
   * @param imagesRoot what their relative image URIs are relative to
   * @param partitions into how many parts work is divided
   */
  NameWeightFitter.Fit fit(Dataset<Row> mentions, String imagesRoot, int partitions) {
    Dataset<Row> candidates =
        new CandidateGenerator()
            .setKb(base.directory())
            .setLimit(settings.link().maxCandidates())
            .transform(mentions)
            .cache();
    try {
      String table = table(candidates, partitions);
      return NameWeightFitter.fit(
          ClipFeatures.ofMentions(model, imagesRoot, settings).transform(candidates),
          new NameWeightRanker()
              .setModel(model)
              .setTable(table)
              .setSettings(settings)
              .setTypes(List.of()));
    } finally {
      candidates.unpersist();
    }
  }

  private String table(Dataset<Row> candidates, int partitions) {
    String table = model + "/table";
    CandidateTable writer = new CandidateTable(base, model, settings);
    if (settings.link().candidates() == CandidateMode.NAMES) {
      writer.writeNamed(candidates, partitions, table);
    } else {
      writer.writeAll(candidates.sparkSession(), partitions, table);
    }
    return table;
  }
}
