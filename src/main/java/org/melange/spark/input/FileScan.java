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
 * Reads files in parallel, as Spark's own sources do: large files in parts of {@code
 * spark.sql.files.maxPartitionBytes} at most, small files several a task. Spark's sources are not
 * used: they look for each path again, take it for a glob, and leave out what they call hidden.
 */
public final class FileScan {

  private static final String PART_BYTES = "spark.sql.files.maxPartitionBytes";

  /** What opening a file costs, in bytes that could be read instead; as Spark has it. */
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
        context.parallelize(tasks, tasks.size()).flatMap(new ReadParts(format)), schema);
  }

  /** The parts that each task reads, in the order of {@code files}. */
  static List<FileSlice[]> plan(
      List<InputFile> files, RecordFormat format, long largest, int parallelism) {
    long cost = files.stream().mapToLong(file -> file.length() + OPEN_COST).sum();
    long target = Math.min(largest, Math.max(OPEN_COST, cost / parallelism));
    List<FileSlice[]> tasks = new ArrayList<>();
    List<FileSlice> task = new ArrayList<>();
    long size = 0;
    for (FileSlice part : parts(files, format, target)) {
      long more = part.end() - part.start() + OPEN_COST;
      if (!task.isEmpty() && size + more > target) {
        tasks.add(task.toArray(FileSlice[]::new));
        task.clear();
        size = 0;
      }
      task.add(part);
      size += more;
    }
    tasks.add(task.toArray(FileSlice[]::new));
    return tasks;
  }

  private static List<FileSlice> parts(List<InputFile> files, RecordFormat format, long target) {
    List<FileSlice> parts = new ArrayList<>();
    for (InputFile file : files) {
      long step = format.splits(file) ? target : Math.max(1, file.length());
      for (long start = 0; start == 0 || start < file.length(); start += step) {
        parts.add(new FileSlice(file, start, Math.min(file.length(), start + step)));
      }
    }
    return parts;
  }

  /** Reads the parts of one task one by one; each file is closed before the next is opened. */
  static final class ReadParts implements FlatMapFunction<FileSlice[], Row> {
    private static final long serialVersionUID = 1L;
    private final RecordFormat format;

    ReadParts(RecordFormat format) {
      this.format = format;
    }

    @Override
    public Iterator<Row> call(FileSlice[] parts) {
      Configuration configuration = InputFiles.configuration();
      SliceIterator rows =
          new SliceIterator(Arrays.asList(parts).iterator(), format, configuration);
      TaskCompletionListener closing = context -> rows.close();
      TaskContext.get().addTaskCompletionListener(closing);
      return rows;
    }
  }
}
