package org.melange.spark.learn;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.transform;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.Matrices;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.config.JavaBlas;
import org.melange.link.row.CosineTerms;
import org.melange.link.row.CosineWeights;
import org.melange.link.row.NameTerm;
import org.melange.run.JobException;
import org.melange.spark.io.JobDescription;
import org.melange.spark.link.CosineDifferences;

/**
 * Fits the weights of a zero-shot model with Spark MLlib: a logistic regression without intercept
 * on the differences between the right candidate and others (a conditional choice in pairs). Every
 * mention counts the same. Weights of cosines and names are not negative.
 */
public final class CosineWeightFitter {

  static {
    JavaBlas.prefer();
  }

  /** The least weight of names, so that the floor for names holds. */
  private static final double LEAST_NAME = 1.0 / 256;

  /**
   * No bound. MLlib multiplies bounds by the deviations of the terms, and an infinite one would
   * become NaN for a term that is always 0, as those of images are in a set of texts.
   */
  private static final double FREE = -Double.MAX_VALUE;

  /** Lower bounds of the coefficients of {@link CosineTerms#NAMES}. */
  private static final double[] BOUNDS = {0, 0, 0, 0, FREE, FREE, 0};

  private CosineWeightFitter() {}

  /**
   * Fitted weights.
   *
   * @param cosines weights that add to 1
   * @param names on the same scale
   * @param mentions that they were fitted on
   * @param pairs of candidates that were compared
   */
  public record Fit(CosineWeights cosines, NameTerm names, long mentions, long pairs) {

    /** Facts for manifests and reports. */
    public Map<String, Object> facts() {
      Map<String, Object> facts = new TreeMap<>();
      facts.put("fitted_mentions", mentions);
      facts.put("fitted_pairs", pairs);
      facts.put("weight_text", cosines.text());
      facts.put("weight_image", cosines.image());
      facts.put("weight_text_image", cosines.textImage());
      facts.put("weight_image_text", cosines.imageText());
      facts.put("name_prior", names.weight());
      return facts;
    }
  }

  /**
   * Fits weights.
   *
   * @param compared what {@link CosineDifferences} gives
   * @throws JobException if no mention has its entity and another among the candidates, or no
   *     cosine tells them apart
   */
  public static Fit fit(Dataset<Row> compared) {
    Dataset<Row> mentions = compared.select("differences", "image_text").cache();
    try {
      return JobDescription.during(
          compared.sparkSession(), "Fit weights of cosines", () -> fitted(mentions));
    } finally {
      mentions.unpersist();
    }
  }

  private static Fit fitted(Dataset<Row> mentions) {
    Dataset<Row> usable = mentions.filter(size(col("differences")).gt(0));
    long count = usable.count();
    if (count == 0) {
      throw JobException.input(
          "nothing to fit weights on: no mention has its entity and another one among the"
              + " candidates by name");
    }
    Dataset<Row> pairs =
        usable.select(
            explode(col("differences")).as("difference"),
            lit(1.0).divide(size(col("differences"))).as("weight"));
    LogisticRegressionModel model = regression(count).fit(mirrored(pairs));
    double[] coefficients = model.coefficients().toArray();
    Row mean = mentions.agg(avg(col("image_text"))).first();
    return fit(coefficients, mean.isNullAt(0) ? 0 : mean.getDouble(0), count, pairs.count());
  }

  private static Fit fit(double[] coefficients, double meanImageText, long mentions, long pairs) {
    double sum = coefficients[0] + coefficients[1] + coefficients[2] + coefficients[3];
    if (!(sum > 0)) {
      throw JobException.input(
          "no cosine of the model tells the right candidates from others: all weights are 0");
    }
    CosineWeights cosines = CosineTerms.weights(coefficients, meanImageText);
    double name = Math.max(LEAST_NAME, coefficients[coefficients.length - 1] / sum);
    return new Fit(cosines, new NameTerm(name, cosines.range()), mentions, pairs);
  }

  /** The weaker the fewer mentions there are: a penalty of one squared weight over all of them. */
  private static LogisticRegression regression(long mentions) {
    return new LogisticRegression()
        .setFitIntercept(false)
        .setWeightCol("weight")
        .setRegParam(1.0 / mentions)
        .setLowerBoundsOnCoefficients(Matrices.dense(1, BOUNDS.length, BOUNDS));
  }

  /**
   * Each difference as a right choice, and its negative as a wrong one. One partition: sums in
   * another order would end in other last digits.
   */
  private static Dataset<Row> mirrored(Dataset<Row> pairs) {
    Dataset<Row> right = pairs.withColumn("label", lit(1.0));
    Dataset<Row> wrong =
        pairs
            .withColumn("difference", transform(col("difference"), value -> value.multiply(-1)))
            .withColumn("label", lit(0.0));
    return right
        .unionByName(wrong)
        .withColumn("features", functions.array_to_vector(col("difference")))
        .select("label", "weight", "features")
        .coalesce(1);
  }
}
