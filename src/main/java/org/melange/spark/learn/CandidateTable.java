package org.melange.spark.learn;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.link.table.Precision;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.table.EntityTablePipeline;
import org.melange.spark.table.EntityTables;

/** Writes entity tables that are needed for a fit only, of a model that has none yet. */
final class CandidateTable {

  private final KnowledgeBase base;
  private final String model;
  private final Settings settings;

  /**
   * @param base with the entities
   * @param model directory of the model
   */
  CandidateTable(KnowledgeBase base, String model, Settings settings) {
    this.base = base;
    this.model = model;
    this.settings = settings;
  }

  /** Writes a table of all entities. */
  void writeAll(SparkSession spark, int partitions, String directory) {
    write(base.entities(spark), partitions, directory);
  }

  /** Writes a table of the {@code candidates} of some mentions. */
  void writeNamed(Dataset<Row> mentions, int partitions, String directory) {
    Dataset<Row> named =
        mentions
            .select(explode(col("candidates")).as("candidate"))
            .select(col("candidate.qid").as("named"))
            .distinct();
    Dataset<Row> entities = base.entities(mentions.sparkSession());
    write(
        entities.join(named, col("qid").equalTo(col("named")), "left_semi"), partitions, directory);
  }

  private void write(Dataset<Row> entities, int partitions, String directory) {
    EntityTablePipeline pipeline =
        new EntityTablePipeline(
            model, base.manifest().fact("images_root").orElse("."), Precision.FLOAT32, settings);
    EntityTables.write(
        pipeline.ranged(entities, partitions),
        Optional.empty(),
        new EntityTables.Plan(base, model, Precision.FLOAT32, false),
        directory);
  }
}
