package org.melange.spark.post;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.config.Split;
import org.melange.run.JobException;

/**
 * The part of a split that a seed selects, and the rest. Whether a post is in the part depends on
 * its ID, the seed and the share alone: not on order, partitions or other posts. A smaller part is
 * a subset of a larger one. All mentions of a post are on one side.
 *
 * @param split whose share is selected
 * @param seed of the hash
 */
public record SplitPart(Split split, long seed) {

  /** The fact of a manifest or of weights that says what was held out when they were fitted. */
  public static final String FACT = "held_out";

  private static final int STEPS = 1_000_000;

  /**
   * The posts or mentions in the part; all of them if the split is whole.
   *
   * @param rows of the whole split, with {@code post_id}
   */
  public Dataset<Row> of(Dataset<Row> rows) {
    return split.isPart() ? rows.filter(inside()) : rows;
  }

  /**
   * The other posts or mentions.
   *
   * @param rows of the whole split, with {@code post_id}
   */
  public Dataset<Row> restOf(Dataset<Row> rows) {
    return rows.filter(not(inside()));
  }

  /**
   * Requires that this part was held out, if it is a part.
   *
   * @param what was fitted on the data set
   * @param fact its {@link #FACT}
   * @throws JobException if another part or nothing was held out
   */
  public void requireHeldOut(String what, Optional<String> fact) {
    if (split.isPart() && !fact.equals(Optional.of(toString()))) {
      throw JobException.usage(
          "%s was not held out when %s was fitted, but %s: fit it with train.validate-on=%s and"
                  .formatted(this, what, fact.orElse("nothing"), split)
              + " the same train.seed");
    }
  }

  private Column inside() {
    return pmod(xxhash64(col("post_id"), lit(seed)), lit(STEPS)).lt(lit(split.share() * STEPS));
  }

  /** Identifies what is selected, for manifests: {@code train:0.1 seed 43}. */
  @Override
  public String toString() {
    return split.isPart() ? split + " seed " + seed : split.toString();
  }
}
