package org.melange.spark.learn;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.config.CalibrationSettings;
import org.melange.link.calibrate.ConfidenceFeatures;
import org.melange.link.row.PairScore;
import org.melange.spark.io.JobDescription;
import org.melange.spark.link.CalibrationFeaturesCodec;
import org.melange.spark.link.EntityLinker;
import org.melange.spark.post.DataSet;
import org.melange.spark.row.PostCodec;

/**
 * Held-out mentions for a calibration. Some lose their right entity before linking, as if the
 * knowledge base lacked it, so that NIL is the right answer.
 */
public final class HeldOut {

  private static final int STEPS = 1_000_000;

  private HeldOut() {}

  /**
   * A mention with what was chosen for it.
   *
   * @param key of the mention
   * @param fold the part of a cross-validation that it belongs to; the same for a post's mentions
   * @param linkable whether there is a right entity
   * @param right whether it was chosen
   * @param evidence for the choice; empty where there was nothing to choose from
   */
  public record Choice(
      String key,
      int fold,
      boolean linkable,
      boolean right,
      Optional<ConfidenceFeatures> evidence) {}

  /**
   * Adds {@code fold}, and {@code excluded}: the right entity of those mentions that lose it.
   * Depends on ids and seed alone.
   *
   * @param mentions with {@code post_id, mention_key, gold_qid, state} as {@link DataSet#states}
   *     gives them
   */
  public static Dataset<Row> drawn(Dataset<Row> mentions, CalibrationSettings settings) {
    Column lost =
        pmod(xxhash64(col("mention_key"), lit(settings.seed())), lit(STEPS))
            .lt(lit(settings.nilShare() * STEPS));
    return mentions
        .withColumn(
            "fold",
            pmod(xxhash64(lit(settings.seed()), col("post_id")), lit(settings.folds())).cast("int"))
        .withColumn(
            "excluded", when(col("state").equalTo(DataSet.USABLE).and(lost), col("gold_qid")));
  }

  /**
   * Takes excluded entities out of {@code candidates}.
   *
   * @param mentions with one candidate more than {@code limit}, so that one can move up
   */
  public static Dataset<Row> withoutExcluded(Dataset<Row> mentions, int limit) {
    return mentions.withColumn(
        "candidates",
        expr(
            "slice(filter(candidates, c -> excluded is null or c.qid != excluded), 1, "
                + limit
                + ")"));
  }

  /**
   * What was chosen for mentions.
   *
   * @param choices in order of their keys
   * @param images how many mentions have each {@code image_status}
   */
  public record Chosen(List<Choice> choices, Map<String, Long> images) {}

  /**
   * What was chosen.
   *
   * @param linked as {@link EntityLinker} gives them without a calibration, three entities each,
   *     with what candidates were before in {@code named}
   */
  public static Chosen chosen(Dataset<Row> linked) {
    Dataset<Row> chosen =
        linked
            .select(
                col("mention_key"),
                col("fold"),
                col("gold_qid"),
                col("state"),
                col("excluded"),
                col("named").as("candidates"),
                col("image_status"),
                col("candidates").as("scored"))
            .orderBy("mention_key");
    List<Row> rows =
        JobDescription.during(
            linked.sparkSession(), "Link held-out mentions", chosen::collectAsList);
    Map<String, Long> images = new TreeMap<>();
    rows.forEach(row -> images.merge(row.getAs("image_status"), 1L, Long::sum));
    return new Chosen(rows.stream().map(HeldOut::choice).toList(), images);
  }

  private static Choice choice(Row row) {
    String excluded = row.getAs("excluded");
    boolean linkable = excluded == null && DataSet.USABLE.equals(row.getAs("state"));
    List<Row> left =
        PostCodec.list(row, "scored").stream()
            .filter(scored -> !Objects.equals(scored.getAs("qid"), excluded))
            .toList();
    if (left.isEmpty()) {
      return new Choice(
          row.getAs("mention_key"), row.getAs("fold"), linkable, false, Optional.empty());
    }
    String qid = left.get(0).getAs("qid");
    return new Choice(
        row.getAs("mention_key"),
        row.getAs("fold"),
        linkable,
        linkable && qid.equals(row.getAs("gold_qid")),
        Optional.of(
            CalibrationFeaturesCodec.of(
                row, qid, score(left.get(0)), left.size() > 1 ? score(left.get(1)) : null)));
  }

  private static PairScore score(Row scored) {
    return new PairScore(
        scored.getAs("score"),
        scored.getAs("score_text"),
        scored.getAs("score_image"),
        scored.getAs("score_cross"),
        scored.getAs("score_name"));
  }
}
