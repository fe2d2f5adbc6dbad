package org.melange.spark.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.IsotonicRegression;
import org.apache.spark.ml.regression.IsotonicRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.config.JavaBlas;
import org.melange.link.calibrate.ConfidenceCurve;
import org.melange.run.JobException;
import org.melange.spark.io.JobDescription;
import org.melange.spark.learn.HeldOut.Choice;

/**
 * Fits confidence curves with Spark MLlib: a logistic regression over the evidence, and an isotonic
 * one over its logits.
 */
public final class ConfidenceFitter {

  static {
    JavaBlas.prefer();
  }

  /** The fewest right, and the fewest wrong, choices that a curve is fitted to. */
  private static final int FEWEST = 5;

  private static final double LARGEST = 20;

  private static final StructType FEATURES =
      new StructType().add("label", DataTypes.DoubleType).add("features", new VectorUDT());
  private static final StructType LOGITS =
      new StructType().add("label", DataTypes.DoubleType).add("logit", DataTypes.DoubleType);

  private final SparkSession spark;

  /** A fitter that runs on {@code spark}. */
  public ConfidenceFitter(SparkSession spark) {
    this.spark = spark;
  }

  /** Both curves, fitted on the same choices. */
  public record Curves(ConfidenceCurve logistic, ConfidenceCurve isotonic) {}

  /**
   * @param choices those without evidence do not count
   * @throws JobException if too few are right to fit anything, or too few wrong
   */
  public void check(List<Choice> choices) {
    List<Choice> judged = judged(choices);
    long right = judged.stream().filter(Choice::right).count();
    if (right < FEWEST || judged.size() - right < FEWEST) {
      throw JobException.input(
          String.format(
              Locale.ROOT,
              "too little to calibrate on: of %d mentions with a candidate the model is right about"
                  + " %d; at least %d must be right and %d wrong",
              judged.size(),
              right,
              FEWEST,
              FEWEST));
    }
  }

  private static List<Choice> judged(List<Choice> choices) {
    return choices.stream().filter(c -> c.evidence().isPresent()).toList();
  }

  /**
   * Fits both curves.
   *
   * @param choices those without evidence are left out
   */
  public Curves fit(List<Choice> choices) {
    List<Choice> judged = judged(choices);
    return JobDescription.during(
        spark,
        "Fit confidence curves",
        () -> {
          ConfidenceCurve logistic = logistic(judged);
          return new Curves(logistic, isotonic(judged, logistic));
        });
  }

  /** The weaker the fewer mentions there are: a penalty of one squared weight over all of them. */
  private ConfidenceCurve logistic(List<Choice> judged) {
    LogisticRegressionModel model =
        new LogisticRegression()
            .setRegParam(1.0 / judged.size())
            .fit(
                rows(
                    FEATURES,
                    judged.stream()
                        .map(c -> row(c, Vectors.dense(c.evidence().orElseThrow().vector())))
                        .toList()));
    return ConfidenceCurve.logistic(
        judged.get(0).evidence().orElseThrow().names(),
        Arrays.stream(model.coefficients().toArray()).boxed().toList(),
        // infinite where all are right, or all wrong
        Math.max(-LARGEST, Math.min(LARGEST, model.intercept())));
  }

  private ConfidenceCurve isotonic(List<Choice> judged, ConfidenceCurve logistic) {
    IsotonicRegressionModel model =
        new IsotonicRegression()
            .setFeaturesCol("logit")
            .fit(
                rows(
                    LOGITS,
                    judged.stream()
                        .map(c -> row(c, logistic.logit(c.evidence().orElseThrow())))
                        .toList()));
    return new ConfidenceCurve(
        logistic.features(),
        logistic.weights(),
        logistic.intercept(),
        numbers(model.boundaries()),
        numbers(model.predictions()));
  }

  /** One partition: sums in another order would end in other last digits. */
  private Dataset<Row> rows(StructType schema, List<Row> rows) {
    return spark.createDataFrame(new ArrayList<>(rows), schema).coalesce(1);
  }

  private static Row row(Choice choice, Object feature) {
    return RowFactory.create(choice.right() ? 1.0 : 0.0, feature);
  }

  private static List<Double> numbers(Vector vector) {
    return Arrays.stream(vector.toArray()).boxed().toList();
  }
}
