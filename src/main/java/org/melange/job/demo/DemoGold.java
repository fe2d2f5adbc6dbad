package org.melange.job.demo;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.sample.SampleCorpus;
import org.melange.spark.io.JobDescription;
import org.melange.spark.link.Links;

/**
 * The demo's links compared with the right answers.
 *
 * @param right the right answers: {@code post_id}, {@code mention_id}, and {@code right_qid}, which
 *     is null where the knowledge base does not have the entity
 * @param counts how many links are right
 */
record DemoGold(Dataset<Row> right, Counts counts) {

  private static final String[] KEYS = {"post_id", "mention_id"};

  /**
   * Links by what is right and wrong about them.
   *
   * @param evaluated links that have an answer
   * @param correct those that are right
   * @param known those whose entity is in the knowledge base
   * @param first those of {@code known} whose entity is the first candidate
   * @param rejected those of {@code first} that became NIL, because their confidence is low
   * @param unknown those whose entity is not in the knowledge base
   * @param unknownCorrect those of {@code unknown} that are NIL
   * @param withoutImage those of {@code known} whose post has no usable image
   */
  record Counts(
      long evaluated,
      long correct,
      long known,
      long first,
      long rejected,
      long unknown,
      long unknownCorrect,
      long withoutImage) {

    /** What the rate of the demo counts, and how it differs from that of an evaluation. */
    List<String> sentences() {
      return List.of(
          text(
              "%d of %d links are correct (%s). The model was not trained on these posts. Most of"
                  + " their names are ambiguous, and often only the image shows which entity is"
                  + " meant.",
              correct, evaluated, percent(correct, evaluated)),
          text(
              "The rate counts the outcome of the job, NIL included. Of %d mentions whose entity is"
                  + " not in the knowledge base, %d are NIL, which is correct. Of the other %d, %d"
                  + " have the right entity as their first candidate (%s). Of these, %d became NIL,"
                  + " because their confidence is below the threshold. %d of the %d have no usable"
                  + " image.",
              unknown,
              unknownCorrect,
              known,
              first,
              percent(first, known),
              rejected,
              withoutImage,
              known),
          "The 94.2 % in the README is another measure, on other generated posts: 1,035 mentions"
              + " whose entities are all in the knowledge base, ranked among the entities of their"
              + " name. No mention becomes NIL there. Compare it with the rate of first candidates"
              + " here.");
    }

    private static String text(String format, Object... values) {
      return String.format(Locale.ROOT, format, values);
    }

    private static String percent(long part, long all) {
      return String.format(Locale.ROOT, "%.1f %%", all == 0 ? 0 : 100.0 * part / all);
    }
  }

  /** Reads the answers of the demo in {@code out} and compares them with its links. */
  static DemoGold of(SparkSession spark, Path out) {
    Dataset<Row> right =
        spark
            .read()
            .schema("post_id string, mention_id string, qid string")
            .json(out.resolve("sample").resolve(SampleCorpus.GOLD).toString())
            .withColumnRenamed("qid", "right_qid");
    Dataset<Row> links = Links.read(spark, out.resolve("run").toString());
    return new DemoGold(right, counts(links.join(right, KEYS)));
  }

  private static Counts counts(Dataset<Row> links) {
    Column known = col("right_qid").isNotNull();
    Column correct = col("qid").eqNullSafe(col("right_qid"));
    Column first =
        known.and(get(col("candidates"), lit(0)).getField("qid").equalTo(col("right_qid")));
    Dataset<Row> counted =
        links.agg(
            count_if(correct.isNotNull()),
            count_if(correct),
            count_if(known),
            count_if(first),
            count_if(first.and(col("qid").isNull())),
            count_if(not(known)),
            count_if(not(known).and(correct)),
            count_if(known.and(col("image_status").notEqual("ok"))));
    Row row =
        JobDescription.during(links.sparkSession(), "Compare links with answers", counted::first);
    return new Counts(
        row.getLong(0),
        row.getLong(1),
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7));
  }
}
