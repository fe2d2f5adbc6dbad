package org.melange.spark.link;

import java.util.Optional;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.config.LinkSettingsVersion;
import org.melange.config.Settings;
import org.melange.link.calibrate.NilThreshold;
import org.melange.spark.enrich.DescriptionEnricher;
import org.melange.spark.kb.KnowledgeBase;

/** Links the mentions of a shard. */
public interface MentionLinker {

  /** What it links with. */
  LinkScope scope();

  /** Which links are kept. */
  default NilThreshold rule() {
    return NilThreshold.NONE;
  }

  /**
   * Whether a link depends on all entities, not only on those that {@code input_key} stands for. So
   * it does without a model, where the weights of words depend on all entities, and where every
   * entity is a candidate.
   */
  default boolean dependsOnAllEntities() {
    return true;
  }

  /**
   * The version of an earlier entity table. Links that were made with it are ranked anew by what
   * changed since, if mentions have a column {@code previous_candidates}.
   */
  default Optional<String> previousTableVersion() {
    return Optional.empty();
  }

  /**
   * Adds what links depend on, as far as it takes little time: descriptions, candidates and {@code
   * input_key}. Without an {@code input_key} links are never known to be current.
   *
   * @param mentions rows of {@link org.melange.spark.kb.MentionExtractor} with {@code post_hash}
   *     and further columns that must be carried along
   */
  default Dataset<Row> prepare(Dataset<Row> mentions) {
    return mentions;
  }

  /**
   * Adds what tells whether links are current: as {@link #prepare}, but without what {@link
   * #withCandidates} adds.
   *
   * @param mentions as for {@link #prepare}
   */
  default Dataset<Row> withKeys(Dataset<Row> mentions) {
    return prepare(mentions);
  }

  /** Adds to mentions of {@link #withKeys} what {@link #prepare} would have added, too. */
  default Dataset<Row> withCandidates(Dataset<Row> mentions) {
    return mentions;
  }

  /**
   * Links mentions.
   *
   * @param mentions that {@link #prepare} gave, with further columns that must be carried along
   * @return with the link columns of {@code contracts.md}, one row a mention. {@code
   *     confidence_features} is optional
   */
  Dataset<Row> link(Dataset<Row> mentions);

  /** A linker that applies transformers one after the other. */
  static MentionLinker of(LinkScope scope, Transformer... stages) {
    return new MentionLinker() {
      @Override
      public LinkScope scope() {
        return scope;
      }

      @Override
      public Dataset<Row> link(Dataset<Row> mentions) {
        Dataset<Row> rows = mentions;
        for (Transformer stage : stages) {
          rows = stage.transform(rows);
        }
        return rows;
      }
    };
  }

  /**
   * A linker without a model, by names and descriptions. Its scope is that of {@code annotate} with
   * the same settings.
   *
   * @param kb directory of the knowledge base
   * @throws org.melange.run.JobException if there is none, or its calibration does not fit
   */
  static MentionLinker lexical(String kb, Settings settings) {
    LexicalEntityLinker linker =
        new LexicalEntityLinker().setKb(kb).setSettings(settings).setEvidence(true);
    Settings effective = LexicalEntityLinker.settings(settings);
    String version = LinkSettingsVersion.of(effective);
    NilThreshold rule = linker.rule();
    LinkScope scope =
        new LinkScope(
            linker.version(), KnowledgeBase.open(kb).version(), "", version, rule.version());
    DescriptionEnricher enricher = new DescriptionEnricher().setKb(kb).setSettings(effective);
    return new MentionLinker() {
      @Override
      public LinkScope scope() {
        return scope;
      }

      @Override
      public NilThreshold rule() {
        return rule;
      }

      @Override
      public Dataset<Row> prepare(Dataset<Row> mentions) {
        return linker.withInputKeys(enricher.transform(mentions), version);
      }

      @Override
      public Dataset<Row> link(Dataset<Row> mentions) {
        return linker.transform(mentions);
      }
    };
  }
}
