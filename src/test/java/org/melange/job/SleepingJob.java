package org.melange.job;

import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.run.Summary;
import picocli.CommandLine.Command;

/** A job that works for an hour; says on standard error how far it is. */
@Command(name = "sleep")
public final class SleepingJob extends Job {

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new SleepingJob(), args);
  }

  @Override
  public void check() {
    System.err.println("Spark is to be started");
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    new JavaSparkContext(spark.sparkContext())
        .parallelize(java.util.List.of(1, 2), 2)
        .foreach(new Sleep());
    return Summary.empty();
  }

  private static final class Sleep implements VoidFunction<Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public void call(Integer number) throws InterruptedException {
      System.err.println("a task sleeps");
      TimeUnit.HOURS.sleep(1);
    }
  }
}
