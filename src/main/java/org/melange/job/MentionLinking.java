package org.melange.job;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.config.Settings;
import org.melange.link.calibrate.NilThreshold;
import org.melange.run.Summary;

/** What a job links mentions with. */
interface MentionLinking {

  /** The settings of a run that links so. */
  Settings settings();

  /**
   * Links mentions.
   *
   * @param mentions with the columns that {@code MentionExtractor} and {@code DescriptionEnricher}
   *     add
   * @return with the link columns of {@code contracts.md}
   */
  Dataset<Row> link(Dataset<Row> mentions);

  /**
   * Adds what links depend on, without features: candidates where they are needed, and {@code
   * input_key}.
   *
   * @param mentions as for {@link #link}, with {@code post_hash}
   */
  Dataset<Row> prepare(Dataset<Row> mentions);

  /** Adds {@code input_key} as {@link #prepare} does, but no candidates. */
  default Dataset<Row> withKeys(Dataset<Row> mentions) {
    return prepare(mentions);
  }

  /** Adds the candidates that {@link #withKeys} left out. */
  default Dataset<Row> withCandidates(Dataset<Row> mentions) {
    return mentions;
  }

  /** Links mentions that {@link #prepare} gave; adds {@code confidence_features}, too. */
  Dataset<Row> linkPrepared(Dataset<Row> mentions);

  /** Identifies the settings that scores depend on. */
  String settingsVersion();

  /** Whether links depend on all entities, not only on candidates by name. */
  boolean dependsOnAllEntities();

  /** The version of the earlier entity table that ranks links anew, if there is one. */
  default Optional<String> previousTableVersion() {
    return Optional.empty();
  }

  /** Which links are kept. */
  NilThreshold rule();

  /** Versions and origin, for manifests. */
  Map<String, Object> facts();

  /** Where time went, for summaries; complete after the links were written. */
  Summary times();

  /** Whether images are used. */
  boolean usesImages();
}
