package org.melange.spark.link;

import java.util.List;
import org.apache.spark.sql.Row;
import org.melange.link.calibrate.CalibrationFeatures;
import org.melange.link.row.PairScore;
import org.melange.spark.row.PostCodec;

/** From rows to {@link CalibrationFeatures}. */
public final class CalibrationFeaturesCodec {

  /** Matches by which an entity bears the mention's text as a name. */
  private static final List<String> NAMED = List.of("exact", "alias");

  private CalibrationFeaturesCodec() {}

  /**
   * The evidence for the best of a mention's entities.
   *
   * @param mention with {@code candidates} (those by names) and {@code image_status}
   * @param second null where there is none
   */
  public static CalibrationFeatures of(Row mention, String qid, PairScore best, PairScore second) {
    List<Row> candidates = PostCodec.list(mention, "candidates");
    boolean named =
        candidates.stream()
            .anyMatch(c -> qid.equals(c.getAs("qid")) && NAMED.contains(c.<String>getAs("match")));
    boolean image = "ok".equals(mention.getAs("image_status"));
    return CalibrationFeatures.of(best, second, candidates.size(), named, image);
  }
}
