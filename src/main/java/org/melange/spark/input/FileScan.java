package org.melange.spark.input;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Reads files in parallel as Spark's own sources do: a task reads a slice of a large file, of at
 * most {@code spark.sql.files.maxPartitionBytes}, or several small files. Spark's sources are not
 * used because they list each path again, interpret it as a glob and ignore names that begin with
 * an underscore.
 */
public final class FileScan {

  private static final String PART_BYTES = "spark.sql.files.maxPartitionBytes";

  /** The cost of opening a file, in bytes that could be read instead. Spark's default. */
  private static final long OPEN_COST = 4L << 20;

  private FileScan() {}

  /** The rows of {@code files}, with the columns of {@code schema}. */
  public static Dataset<Row> read(
      SparkSession spark, List<InputFile> files, RecordFormat format, StructType schema) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    long largest = JavaUtils.byteStringAsBytes(spark.conf().get(PART_BYTES));
    List<FileSlice[]> tasks =
        plan(files, format, largest, Math.max(1, context.defaultParallelism()));
    return spark.createDataFrame(
        context.parallelize(tasks, tasks.size()).flatMap(new ReadSlices(format)), schema);
  }

  /** The slices that each task reads, in the order of {@code files}. */
  static List<FileSlice[]> plan(
      List<InputFile> files, RecordFormat format, long largest, int parallelism) {
    long cost = files.stream().mapToLong(file -> file.length() + OPEN_COST).sum();
    long target = Math.min(largest, Math.max(OPEN_COST, cost / parallelism));
    List<FileSlice[]> tasks = new ArrayList<>();
    List<FileSlice> task = new ArrayList<>();
    long size = 0;
    for (FileSlice slice : slices(files, format, target)) {
      long more = slice.end() - slice.start() + OPEN_COST;
      if (!task.isEmpty() && size + more > target) {
        tasks.add(task.toArray(FileSlice[]::new));
        task.clear();
        size = 0;
      }
      task.add(slice);
      size += more;
    }
    tasks.add(task.toArray(FileSlice[]::new));
    return tasks;
  }

  private static List<FileSlice> slices(List<InputFile> files, RecordFormat format, long target) {
    List<FileSlice> slices = new ArrayList<>();
    for (InputFile file : files) {
      long step = format.splits(file) ? target : Math.max(1, file.length());
      for (long start = 0; start == 0 || start < file.length(); start += step) {
        slices.add(new FileSlice(file, start, Math.min(file.length(), start + step)));
      }
    }
    return slices;
  }

  /** Reads the slices of a task; each file is closed before the next one is opened. */
  static final class ReadSlices implements FlatMapFunction<FileSlice[], Row> {
    private static final long serialVersionUID = 1L;
    private final RecordFormat format;

    ReadSlices(RecordFormat format) {
      this.format = format;
    }

    @Override
    public Iterator<Row> call(FileSlice[] slices) {
      Configuration configuration = InputFiles.configuration();
      SliceIterator rows =
          new SliceIterator(Arrays.asList(slices).iterator(), format, configuration);
      TaskCompletionListener closing = context -> rows.close();
      TaskContext.get().addTaskCompletionListener(closing);
      return rows;
    }
  }
}
