package org.melange.spark.wikidata;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.VerifySettings.Checksums;
import org.melange.corpus.Rejection;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.ListedFiles;

/**
 * What was kept of dumps that were read completely.
 *
 * @param directory the directory
 * @param manifest its manifest, which lists the files
 */
public record Extract(String directory, Manifest manifest) {

  static final String KIND = "wikidata-extract";

  /** The name of the extract's directory in that of the knowledge base. */
  public static final String DIRECTORY = "extract";

  /**
   * Opens an extract.
   *
   * @param directory that of the extract, or of the knowledge base that was made with it
   * @throws JobException if there is none, or it is not complete
   */
  public static Extract of(String directory) {
    String inside = directory + "/" + DIRECTORY;
    return open(HadoopFiles.exists(inside + "/" + Manifest.FILE) ? inside : directory);
  }

  static Extract open(String directory) {
    Manifest manifest = HadoopFiles.manifest(directory, KIND);
    ListedFiles.check(directory, manifest, manifest.requireFiles(directory), Checksums.ONCE);
    return new Extract(directory, manifest);
  }

  /** What is wrong with the files of a finished extract; empty if nothing is. */
  static Optional<String> fault(String directory) {
    Manifest manifest = HadoopFiles.manifest(directory, KIND);
    return ListedFiles.fault(directory, manifest.requireFiles(directory), Checksums.ONCE);
  }

  /** Items and rejected records: rows of {@link ExtractSchema#ROW}. */
  private Dataset<Row> rows(SparkSession spark) {
    return ListedFiles.read(
        spark, ExtractSchema.ROW, ListedFiles.within(directory, manifest.requireFiles(directory)));
  }

  /** The items. */
  Dataset<Row> items(SparkSession spark) {
    return rows(spark).filter(col("id").isNotNull()).drop("reason", "message", "record");
  }

  /** The rejected records: rows of {@code Schemas.REJECTION}. */
  public Dataset<Row> rejections(SparkSession spark) {
    return rows(spark)
        .filter(col("id").isNull())
        .select(
            lit(Rejection.Stage.ENTITY.code()).as("stage"),
            col("reason"),
            col("message"),
            col("record"));
  }

  /** The items, including those that the dumps have several times. */
  public long items() {
    return count("items");
  }

  /** The entities of the dumps that are not items, such as properties. */
  public long others() {
    return count("other_entities");
  }

  /** The records that were rejected. */
  public long rejected() {
    return count("rejected");
  }

  /** The records of the dumps. */
  public long records() {
    return items() + others() + rejected();
  }

  /** The length of its files. */
  public long bytes() {
    return manifest.requireFiles(directory).bytes();
  }

  /** The languages whose terms were kept. */
  public List<String> languages() {
    return ((List<?>) manifest.facts().get("languages")).stream().map(Object::toString).toList();
  }

  /** The number of labels of each language. */
  public Map<?, ?> labels() {
    return (Map<?, ?>) manifest.facts().get("labels");
  }

  private long count(String fact) {
    return Long.parseLong(manifest.fact(fact).orElseThrow());
  }
}
