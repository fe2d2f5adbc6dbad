package org.melange.spark.io;

import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * What Spark's web UI shows beside the jobs that a step of Melange starts. Without it, the UI shows
 * a line of code.
 *
 * <pre>{@code
 * long posts = JobDescription.during(spark, "Count posts", () -> rows.count());
 * }</pre>
 */
public final class JobDescription {

  private static final String PROPERTY = "spark.job.description";

  private JobDescription() {}

  /**
   * Runs {@code work}. Jobs that this thread starts meanwhile are described by {@code description};
   * the previous description is restored afterwards.
   *
   * @param description one short phrase in the imperative, without secrets
   */
  public static <T> T during(SparkSession spark, String description, Supplier<T> work) {
    SparkContext context = spark.sparkContext();
    String previous = context.getLocalProperty(PROPERTY);
    context.setJobDescription(description);
    try {
      return work.get();
    } finally {
      context.setJobDescription(previous);
    }
  }

  /**
   * Runs {@code work} without a result, as {@link #during(SparkSession, String, Supplier)} does.
   */
  public static void during(SparkSession spark, String description, Runnable work) {
    during(
        spark,
        description,
        () -> {
          work.run();
          return null;
        });
  }
}
