package org.melange.spark.link;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.melange.link.calibrate.CalibrationFeatures;
import org.melange.link.calibrate.NilThreshold;
import org.melange.link.row.EntityTable;
import org.melange.link.row.PairScore;
import org.melange.link.score.Linker.Ranked;
import org.melange.spark.row.PostCodec;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/** Between ranked entities and the columns of {@link Schemas#LINK}. */
final class LinkCodec {

  private final EntityTable table;
  private final String modelVersion;
  private final NilThreshold rule;
  private final int topK;

  /**
   * @param rule which links are kept
   * @param topK how many entities are listed
   */
  LinkCodec(EntityTable table, String modelVersion, NilThreshold rule, int topK) {
    this.table = table;
    this.modelVersion = modelVersion;
    this.rule = rule;
    this.topK = topK;
  }

  /** The QIDs of a row's candidates. */
  static List<String> candidates(Row row) {
    return PostCodec.list(row, "candidates").stream()
        .map(candidate -> candidate.<String>getAs("qid"))
        .toList();
  }

  /**
   * The link columns. A link below the threshold has no entity (NIL); the best entity is still the
   * first candidate, with its scores, margin and confidence.
   *
   * @param mention with {@code image_status} and, where there is a rule, {@code candidates}
   * @param ranked the best, at least two if there are two
   */
  Object[] columns(Row mention, List<Ranked> ranked) {
    if (ranked.isEmpty()) {
      return new Object[] {
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        Rows.array(List.of()),
        modelVersion,
        table.knowledgeBase()
      };
    }
    Ranked best = ranked.get(0);
    PairScore score = best.score();
    PairScore second = ranked.size() > 1 ? ranked.get(1).score() : null;
    Double confidence = confidence(mention, best, second);
    boolean kept = rule.keeps(confidence);
    return new Object[] {
      kept ? table.qid(best.index()) : null,
      kept ? table.label(best.index()) : null,
      confidence,
      score.score(),
      score.text(),
      score.image(),
      score.cross(),
      score.name(),
      second == null ? null : score.score() - second.score(),
      Rows.array(ranked.stream().limit(topK).map(this::row).toList()),
      modelVersion,
      table.knowledgeBase()
    };
  }

  private Double confidence(Row mention, Ranked best, PairScore second) {
    return rule.curve() == null ? null : rule.confidence(evidence(mention, best, second));
  }

  private CalibrationFeatures evidence(Row mention, Ranked best, PairScore second) {
    return CalibrationFeaturesCodec.of(mention, table.qid(best.index()), best.score(), second);
  }

  /**
   * {@link #columns} and those of {@link Schemas#EVIDENCE}. Without candidates by name there is no
   * evidence.
   */
  Object[] columnsWithEvidence(Row mention, List<Ranked> ranked) {
    Object[] columns = columns(mention, ranked);
    Object[] all = Arrays.copyOf(columns, columns.length + 1);
    boolean known = Arrays.asList(mention.schema().fieldNames()).contains("candidates");
    if (known && !ranked.isEmpty()) {
      PairScore second = ranked.size() > 1 ? ranked.get(1).score() : null;
      all[columns.length] =
          Rows.array(
              Arrays.stream(evidence(mention, ranked.get(0), second).vector()).boxed().toList());
    }
    return all;
  }

  private Row row(Ranked entity) {
    PairScore score = entity.score();
    return Rows.of(
        Schemas.SCORED,
        table.qid(entity.index()),
        table.label(entity.index()),
        score.score(),
        score.text(),
        score.image(),
        score.cross(),
        score.name());
  }
}
