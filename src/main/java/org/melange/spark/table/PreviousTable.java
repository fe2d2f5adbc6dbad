package org.melange.spark.table;

import static org.apache.spark.sql.functions.col;

import java.io.Serializable;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.LinkSettings;
import org.melange.config.VerifySettings.Checksums;
import org.melange.link.row.EntityTable;
import org.melange.link.table.Precision;
import org.melange.link.table.TableFiles;
import org.melange.run.JobException;
import org.melange.spark.io.ListedFiles;
import org.melange.spark.model.ModelInfo;

/**
 * A table of an earlier version of a knowledge base. The rows of entities that have not changed are
 * reused.
 *
 * @param table on the executors
 */
public record PreviousTable(TableRef table) implements Serializable {

  private static final String UNKNOWN = "0".repeat(32);

  /**
   * Opens a table for a new one.
   *
   * @param model that the new one is made with
   * @param precision of the new one
   * @param checksums when the contents of its files are compared with its manifest
   * @throws JobException if its rows would be others than those that the model makes now, or a file
   *     is missing or was changed
   */
  public static PreviousTable open(
      SparkSession spark,
      String directory,
      String model,
      Precision precision,
      LinkSettings link,
      Checksums checksums) {
    TableFiles files = EntityTables.files(directory);
    EntityTables.requirePreparation(directory, model);
    requireSame(directory, "model version", files.model(), ModelInfo.version(model));
    requireSame(directory, "precision", files.precision().code(), precision.code());
    requireSame(
        directory, "layout", files.layout().code(), ModelInfo.config(model).layout().code());
    ListedFiles.check(directory, files.manifest(), files.listing(), checksums);
    return new PreviousTable(
        EntityTables.ref(spark, directory, files, link.table(), link.maxMappedBytes())
            .checked(checksums));
  }

  /** The entities that are new or have changed; popularity is not compared. */
  public Dataset<Row> changed(Dataset<Row> entities) {
    return entities.filter(new Changed(this));
  }

  /**
   * All entities with {@code row} where they were embedded again, null where the row of before
   * serves.
   *
   * @param entities with {@code qid, label, content_hash}
   * @param embedded with {@code qid, row}
   */
  public static Dataset<Row> joined(Dataset<Row> entities, Dataset<Row> embedded) {
    return entities
        .select("qid", "label", "content_hash")
        .join(embedded.select(col("qid"), col("row")), "qid", "left");
  }

  /**
   * Its row of an entity that has not changed.
   *
   * @throws IllegalStateException if it has none
   */
  float[] row(Row entity) {
    int index = indexOf(entity);
    if (index < 0) {
      throw new IllegalStateException(entity.getAs("qid") + " was neither embedded nor kept");
    }
    EntityTable entities = table.load();
    float[] row = new float[entities.rows().length(index)];
    entities.rows().read(index, 0, row, 0);
    return row;
  }

  /** Index of the row of an entity; negative if the entity is new or has changed. */
  private int indexOf(Row entity) {
    EntityTable entities = table.load();
    int index = entities.indexOf(entity.getAs("qid"));
    String hash = entity.getAs("content_hash");
    return index >= 0 && hash != null && same(hash, entities.contentHash(index)) ? index : -1;
  }

  private static boolean same(String hash, String start) {
    return hash.startsWith(start) && !start.equals(UNKNOWN);
  }

  private static void requireSame(String directory, String what, String made, String now) {
    if (!made.equals(now)) {
      throw JobException.input(
          "entity table "
              + directory
              + " was made with "
              + what
              + " "
              + made
              + ", the new one has "
              + now
              + ": its rows cannot be reused; leave out --previous");
    }
  }

  /** Whether an entity has no row that serves again. */
  static final class Changed implements FilterFunction<Row> {
    private static final long serialVersionUID = 1L;
    private final PreviousTable previous;

    Changed(PreviousTable previous) {
      this.previous = previous;
    }

    @Override
    public boolean call(Row entity) {
      return previous.indexOf(entity) < 0;
    }
  }
}
