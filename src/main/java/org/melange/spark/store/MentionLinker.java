package org.melange.spark.store;

import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.config.LinkSettingsVersion;
import org.melange.config.Settings;
import org.melange.link.calibrate.Calibration;
import org.melange.spark.enrich.DescriptionEnricher;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.link.LexicalEntityLinker;

/** Links the mentions of a shard. */
public interface MentionLinker {

  /** What it links with. */
  LinkScope scope();

  /**
   * Links mentions.
   *
   * @param mentions rows of {@link org.melange.spark.kb.MentionExtractor}, with further columns
   *     that must be carried along
   * @return with the link columns of {@code contracts.md}, one row a mention
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
    LexicalEntityLinker linker = new LexicalEntityLinker().setKb(kb).setSettings(settings);
    Settings effective = LexicalEntityLinker.settings(settings);
    LinkScope scope =
        new LinkScope(
            linker.version(),
            KnowledgeBase.open(kb).version(),
            "",
            LinkSettingsVersion.of(effective)
                + linker.fittingCalibration().map(Calibration::version).orElse(""));
    return of(scope, new DescriptionEnricher().setKb(kb).setSettings(effective), linker);
  }
}
