package org.melange.job.demo;

import static org.apache.spark.sql.functions.col;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.sample.SampleCorpus;
import org.melange.spark.link.Links;

/**
 * The sample's right answers beside the links.
 *
 * @param gold the right entity of each mention, by {@code post_id/mention_id}; null where none of
 *     the knowledge base is meant
 * @param judged how many links there is an answer to
 * @param right how many of these are right
 */
record DemoGold(Map<String, String> gold, long judged, long right) {

  /** Reads the answers of the demo in {@code out} and compares them with its links. */
  static DemoGold of(SparkSession spark, Path out) {
    Map<String, String> gold = new HashMap<>();
    spark
        .read()
        .schema("post_id string, mention_id string, qid string")
        .json(out.resolve("sample").resolve(SampleCorpus.GOLD).toString())
        .collectAsList()
        .forEach(row -> gold.put(key(row), row.getAs("qid")));
    Dataset<Row> links = Links.read(spark, out.resolve("run").toString());
    long judged = 0;
    long right = 0;
    for (Row link : links.select(col("post_id"), col("mention_id"), col("qid")).collectAsList()) {
      judged += gold.containsKey(key(link)) ? 1 : 0;
      right += isRight(gold, link) ? 1 : 0;
    }
    return new DemoGold(gold, judged, right);
  }

  /** A tick, a cross, or nothing where there is no answer. */
  String mark(Row link) {
    if (!gold.containsKey(key(link))) {
      return "";
    }
    return isRight(gold, link) ? "✓" : "✗ " + Objects.toString(gold.get(key(link)), "NIL");
  }

  private static boolean isRight(Map<String, String> gold, Row link) {
    return gold.containsKey(key(link))
        && Objects.equals(gold.get(key(link)), link.<String>getAs("qid"));
  }

  private static String key(Row row) {
    return row.getAs("post_id") + "/" + row.getAs("mention_id");
  }
}
