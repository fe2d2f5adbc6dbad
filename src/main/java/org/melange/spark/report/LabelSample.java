package org.melange.spark.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.report.Allocation;
import org.melange.report.SampleStrata;
import org.melange.report.ShownLink;
import org.melange.spark.row.ValueCounts;

/**
 * A stratified sample of links for a person to judge. Strata are bands of confidence or NIL, the
 * number of candidates, and whether there is a usable image. A stratum's share of the sample grows
 * with the square root of its size, so that small ones are represented.
 */
public final class LabelSample {

  private LabelSample() {}

  /**
   * A link of the sample.
   *
   * @param link the link
   * @param stratum what it was drawn from
   * @param weight how many links of the corpus it stands for
   */
  public record Drawn(ShownLink link, String stratum, double weight) {}

  /**
   * Draws.
   *
   * @param size the number of links; all of them if there are fewer
   */
  public static List<Drawn> draw(LinkSources sources, int size, long seed) {
    Dataset<Row> strata =
        sources.links().withColumn("stratum", stratum()).select("post_id", "mention_id", "stratum");
    Map<String, Long> sizes = ValueCounts.of(strata, "stratum");
    Map<String, Long> quotas = Allocation.bySquareRoot(sizes, size);
    List<Row> keys = StratifiedDraw.draw(strata, quotas, seed);
    List<ShownLink> links = ShownLinks.of(sources, keys);
    List<Drawn> sample = new ArrayList<>();
    for (int i = 0; i < links.size(); i++) {
      String stratum = keys.get(i).getAs("stratum");
      double weight = (double) sizes.get(stratum) / quotas.get(stratum);
      sample.add(new Drawn(links.get(i), stratum, weight));
    }
    return sample;
  }

  /** The stratum of a link: {@code confidence/candidates/image}. */
  private static Column stratum() {
    Column confidence = col("confidence");
    Column band =
        when(col("qid").isNull(), "nil")
            .when(confidence.isNull(), "uncalibrated")
            .when(confidence.lt(0.5), "0-0.5")
            .when(confidence.lt(0.8), "0.5-0.8")
            .when(confidence.lt(0.95), "0.8-0.95")
            .otherwise("0.95-1");
    Column count = coalesce(size(col("candidates")), lit(0));
    Column ambiguity =
        when(count.leq(0), "none")
            .when(count.equalTo(1), "one")
            .when(count.leq(3), "few")
            .otherwise("many");
    Column status = col("image_status");
    Column image =
        when(status.isin(SampleStrata.NOTHING_WRONG.toArray()), status).otherwise("unusable");
    return concat_ws("/", band, ambiguity, image);
  }
}
