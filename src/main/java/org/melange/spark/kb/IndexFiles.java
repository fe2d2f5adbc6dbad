package org.melange.spark.kb;

import java.util.List;
import java.util.Locale;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.run.FileListing;
import org.melange.run.ListedFile;
import org.melange.run.Sha256;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.row.Rows;

/** Writes files of an index from tasks, and says which were written. */
final class IndexFiles {

  /** What is said of a file. */
  static final StructType FILE =
      new StructType()
          .add("file", DataTypes.StringType)
          .add("bytes", DataTypes.LongType)
          .add("sha256", DataTypes.StringType);

  private IndexFiles() {}

  /**
   * Writes a file. Each attempt of a task has its own: no manifest lists what a failed attempt
   * leaves behind.
   *
   * @param kind begins its name
   * @param number among the files of the task
   * @return a row of {@link #FILE}
   */
  static Row write(String directory, String kind, int number, byte[] bytes) {
    TaskContext task = TaskContext.get();
    String name =
        String.format(
            Locale.ROOT,
            "%s-%05d-%04d-%d.index",
            kind,
            task.partitionId(),
            number,
            task.taskAttemptId());
    HadoopFiles.writeBytes(directory + "/" + name, bytes);
    return Rows.of(FILE, name, (long) bytes.length, Sha256.of(bytes));
  }

  /** The files of rows that have the columns of {@link #FILE}. */
  static FileListing listing(List<Row> rows) {
    return new FileListing(
        rows.stream()
            .map(row -> new ListedFile(row.getAs("file"), row.getAs("bytes"), row.getAs("sha256")))
            .toList());
  }
}
