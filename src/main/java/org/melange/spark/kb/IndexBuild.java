package org.melange.spark.kb;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.kb.index.Ranges;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.JobDescription;
import org.melange.spark.io.PathResolver;

/**
 * Builds the index of a knowledge base on executors: names in the order of their numbers, hashes of
 * names, features of names, tables of words, and entities in the order of their QIDs. Each is
 * divided into ranges, of which a task writes one; the driver sees only which files were written.
 */
final class IndexBuild {

  /** Names or entities of a range; a task holds their part of the index. */
  static final int RANGE = 1_000_000;

  private final SparkSession spark;
  private final String directory;
  private final String draft;
  private final int range;
  private final List<Row> files = new ArrayList<>();

  /**
   * A build.
   *
   * @param directory where the files are written
   * @param draft for intermediate data
   * @param range names or entities of a range
   */
  IndexBuild(SparkSession spark, String directory, String draft, int range) {
    this.spark = spark;
    this.directory = PathResolver.absolute(directory); // executors have other working directories
    this.draft = draft;
    this.range = range;
  }

  /**
   * Writes the files.
   *
   * @param entities rows of {@code Schemas.ENTITY}
   * @param entityCount how many
   * @param names rows of {@code Schemas.NAME}
   * @param nameCount how many
   */
  IndexRef write(Dataset<Row> entities, long entityCount, Dataset<Row> names, long nameCount) {
    HadoopFiles.makeDirectory(directory);
    writeNames(names, ranges(nameCount));
    writeEntities(entities, ranges(entityCount));
    IndexRef index = new IndexRef(directory, IndexFiles.listing(files));
    HadoopFiles.retain(directory, index.listing().paths());
    HadoopFiles.delete(draft);
    return index;
  }

  private int ranges(long count) {
    return Math.toIntExact(Math.max(1, (count + range - 1) / range));
  }

  private void writeNames(Dataset<Row> names, int ranges) {
    Dataset<Row> grouped =
        names
            .repartition(ranges, col("name"))
            .sortWithinPartitions("name")
            .mapPartitions(new GroupNames(), Encoders.row(GroupNames.GROUPED));
    Dataset<Row> numbered =
        stored(
            ordered(grouped, ranges, List.of(col("weight").desc(), col("qid"), col("chars")))
                .mapPartitions(new NumberNames(directory), Encoders.row(NumberNames.NUMBERED)),
            "Number names");
    int[] starts = starts(numbered.filter(col("file").isNotNull()));
    Dataset<Row> named =
        numbered.filter(col("name").isNotNull()).select("range", "position", "name");
    Dataset<Row> hashes =
        named.mapPartitions(new HashNames(starts), Encoders.row(HashNames.HASHED));
    collect(
        ordered(hashes, ranges, List.of(col("hash")), col("number"))
            .mapPartitions(new WriteKeys(directory), Encoders.row(IndexFiles.FILE)),
        "Write hashes of names");
    Dataset<Row> blocks =
        named.mapPartitions(new CollectPostings(starts), Encoders.row(CollectPostings.BLOCK));
    collect(
        ordered(
                ranges == 1 ? blocks : stored(blocks, "Collect features of names"),
                ranges,
                List.of(col("feature"), col("value")),
                col("first"))
            .mapPartitions(new WritePostings(directory), Encoders.row(IndexFiles.FILE)),
        "Write features of names");
  }

  private void writeEntities(Dataset<Row> entities, int ranges) {
    Dataset<Row> words =
        entities
            .mapPartitions(new CountWords(), Encoders.row(CountWords.COUNTED))
            .groupBy("table", "word")
            .agg(sum("frequency").as("frequency"), min(struct("qid", "position")).as("first"))
            .repartition(1)
            .sortWithinPartitions("table", "first");
    List<Row> tables =
        collect(
            words.mapPartitions(new WriteWords(directory), Encoders.row(IndexFiles.FILE)),
            "Write tables of words");
    collect(
        ordered(
                entities.withColumn("number", expr("cast(substring(qid, 2) as bigint)")),
                ranges,
                List.of(col("number")))
            .mapPartitions(
                new WriteEntities(directory, new IndexRef(directory, IndexFiles.listing(tables))),
                Encoders.row(IndexFiles.FILE)),
        "Write texts and words of entities");
  }

  /**
   * Divides rows into ranges of keys, and sorts each. A single range needs no sample of the rows.
   *
   * @param more orders rows with equal keys, which stay together
   */
  private static Dataset<Row> ordered(
      Dataset<Row> rows, int ranges, List<Column> keys, Column... more) {
    Dataset<Row> divided =
        ranges == 1
            ? rows.repartition(1)
            : rows.repartitionByRange(ranges, keys.toArray(new Column[0]));
    return divided.sortWithinPartitions(
        Stream.concat(keys.stream(), Stream.of(more)).toArray(Column[]::new));
  }

  private List<Row> collect(Dataset<Row> written, String step) {
    List<Row> rows = JobDescription.during(spark, step, written::collectAsList);
    files.addAll(rows);
    return rows;
  }

  private Dataset<Row> stored(Dataset<Row> rows, String step) {
    String path = draft + "/" + step.toLowerCase(Locale.ROOT).replace(' ', '-');
    KnowledgeBase.save(rows, path, step);
    return spark.read().schema(rows.schema()).parquet(path);
  }

  /** The first number of each range. */
  private int[] starts(Dataset<Row> written) {
    List<Row> ranges =
        new ArrayList<>(
            JobDescription.during(spark, "Count numbered names", written::collectAsList));
    ranges.sort(Comparator.comparing(row -> row.<Integer>getAs("range")));
    files.addAll(ranges);
    Ranges numbers = Ranges.ofSizes(ranges.size(), i -> ranges.get(i).<Integer>getAs("position"));
    return IntStream.range(0, ranges.size()).map(numbers::start).toArray();
  }
}
