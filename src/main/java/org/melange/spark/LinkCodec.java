package org.melange.spark;

import java.util.List;
import org.apache.spark.sql.Row;
import org.melange.link.EntityTable;
import org.melange.link.Linker.Ranked;
import org.melange.link.PairScore;

/** Between ranked entities and the columns of {@link Schemas#LINK}. */
final class LinkCodec {

  private final EntityTable table;
  private final String modelVersion;

  LinkCodec(EntityTable table, String modelVersion) {
    this.table = table;
    this.modelVersion = modelVersion;
  }

  /** The QIDs of a row's candidates. */
  static List<String> candidates(Row row) {
    return PostCodec.list(row, "candidates").stream()
        .map(candidate -> candidate.<String>getAs("qid"))
        .toList();
  }

  /** The link columns; {@code confidence} is null until the model is calibrated. */
  Object[] columns(List<Ranked> ranked) {
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
        Rows.array(List.of()),
        modelVersion,
        table.knowledgeBase()
      };
    }
    Ranked best = ranked.get(0);
    PairScore score = best.score();
    return new Object[] {
      table.qid(best.index()),
      table.label(best.index()),
      null,
      score.score(),
      score.text(),
      score.image(),
      score.cross(),
      ranked.size() > 1 ? score.score() - ranked.get(1).score().score() : null,
      Rows.array(ranked.stream().map(this::row).toList()),
      modelVersion,
      table.knowledgeBase()
    };
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
        score.cross());
  }
}
