package org.melange.spark.table;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.melange.config.VerifySettings.Checksums;
import org.melange.link.table.TableFiles;
import org.melange.run.FileListing;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.Sha256;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.JobDescription;
import org.melange.spark.io.ListedFiles;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.io.OutputLease;
import org.melange.spark.row.Schemas;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an output directory has of an entity table that is not finished: what the table is made
 * from, its ranges, the entities of each range, and which ranges are embedded. A later run with the
 * same inputs goes on with it.
 */
public final class TableDraft {

  private static final Logger LOG = LoggerFactory.getLogger(TableDraft.class);
  private static final String KIND = "entity-table-draft";
  private static final String PLAN = "plan.json";
  private static final String ENTITIES = "entities";
  private static final String RANGES = "ranges";
  private static final String RANGE = "range";
  private static final String SUFFIX = ".json";

  /** The columns of entities that rows are made of. */
  private static final StructType SCHEMA =
      new StructType()
          .add(Schemas.ENTITY.apply("qid"))
          .add(Schemas.ENTITY.apply("label"))
          .add(Schemas.ENTITY.apply("description"))
          .add(Schemas.ENTITY.apply("images"))
          .add(Schemas.ENTITY.apply("content_hash"));

  private final String directory;
  private final TableRanges ranges;

  private TableDraft(String directory, TableRanges ranges) {
    this.directory = directory;
    this.ranges = ranges;
  }

  /**
   * The draft that an earlier run left in an output directory, if it was made from the same inputs.
   *
   * @param directory of the table
   * @param inputs what the rows of the table depend on
   * @param messages is told why a draft cannot be used
   */
  public static Optional<TableDraft> find(
      String directory, Map<String, String> inputs, Consumer<String> messages) {
    String draft = OutputDirectory.draft(directory);
    Optional<String> plan = OutputDirectory.read(draft, PLAN);
    if (OutputDirectory.finished(directory) || plan.isEmpty()) {
      return Optional.empty();
    }
    Manifest manifest;
    try {
      manifest = Manifest.parse(plan.get(), draft, KIND);
    } catch (JobException e) {
      messages.accept("discarding the unfinished table in " + directory + ": " + e.getMessage());
      return Optional.empty();
    }
    Map<?, ?> made = (Map<?, ?>) manifest.facts().get("inputs");
    if (!made.equals(inputs)) {
      messages.accept(
          "discarding the unfinished table in "
              + directory
              + ", which was made from other inputs: "
              + differences(made, inputs));
      return Optional.empty();
    }
    return Optional.of(new TableDraft(directory, ranges(manifest)));
  }

  private static String differences(Map<?, ?> made, Map<String, String> inputs) {
    TreeSet<String> names = new TreeSet<>(inputs.keySet());
    made.keySet().forEach(name -> names.add((String) name));
    return names.stream()
        .filter(name -> !Objects.equals(made.get(name), inputs.get(name)))
        .map(name -> name + " was " + made.get(name) + ", is " + inputs.get(name))
        .collect(Collectors.joining("; "));
  }

  /**
   * Begins a draft in an empty output directory: divides the entities and stores each range.
   *
   * @param entities rows of {@link Schemas#ENTITY}
   * @param partitions tasks of a range, and the least number of segments
   * @param rangeEntities the size of a range; 0 for as many as fill a segment of each task
   */
  public static TableDraft create(
      String directory,
      Map<String, String> inputs,
      Dataset<Row> entities,
      int partitions,
      int rangeEntities) {
    return JobDescription.during(
        entities.sparkSession(),
        "Divide entities into ranges",
        () -> {
          TableRanges ranges = TableRanges.of(entities, partitions, rangeEntities);
          String draft = OutputDirectory.draft(directory);
          ranges
              .withRange(entities.select(columns()), partitions, RANGE)
              .write()
              .partitionBy(RANGE)
              .parquet(draft + "/" + ENTITIES);
          OutputDirectory.write(draft, PLAN, manifest(inputs, ranges).toJson());
          return new TableDraft(directory, ranges);
        });
  }

  private static Column[] columns() {
    return Arrays.stream(SCHEMA.fieldNames()).map(functions::col).toArray(Column[]::new);
  }

  private static Manifest manifest(Map<String, String> inputs, TableRanges ranges) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("inputs", inputs);
    facts.put("starts", ranges.starts());
    facts.put("entities", ranges.entities());
    facts.put("per_partition", ranges.perPartition());
    facts.put("per_range", ranges.perRange());
    return new Manifest(KIND, Sha256.of(new TreeMap<>(inputs).toString()), facts);
  }

  private static TableRanges ranges(Manifest plan) {
    return new TableRanges(
        ((List<?>) plan.facts().get("starts"))
            .stream().map(start -> ((Number) start).longValue()).toList(),
        number(plan, "entities").longValue(),
        number(plan, "per_partition").intValue(),
        number(plan, "per_range").intValue());
  }

  private static Number number(Manifest plan, String fact) {
    return (Number) plan.facts().get(fact);
  }

  /** How many entities all ranges have. */
  public long entities() {
    return ranges.entities();
  }

  String directory() {
    return directory;
  }

  TableRanges ranges() {
    return ranges;
  }

  /** The entities of a range, in no particular order. */
  Dataset<Row> entities(SparkSession spark, int range) {
    return spark.read().schema(SCHEMA).parquet(path() + "/" + ENTITIES + "/" + RANGE + "=" + range);
  }

  /** A directory for the intermediate data of the range that is being embedded. */
  String workspace() {
    return path() + "/work";
  }

  /**
   * Records that a range is embedded. Its segments are written.
   *
   * @throws JobException if another process may write to the directory
   */
  void finish(int range, EmbeddedRange embedded) {
    OutputLease.require(directory);
    OutputDirectory.write(path() + "/" + RANGES, name(range), embedded.manifest().toJson());
  }

  private static String name(int range) {
    return String.format(Locale.ROOT, "%06d", range) + SUFFIX;
  }

  private static int number(String name) {
    return Integer.parseInt(name.substring(0, name.length() - SUFFIX.length()));
  }

  /**
   * The ranges that are embedded, by their numbers. A range whose files are missing or damaged is
   * not among them.
   *
   * @param checksums when the contents of segments are compared with what was written
   */
  SortedMap<Integer, EmbeddedRange> finished(Checksums checksums) {
    SortedMap<Integer, EmbeddedRange> finished = new TreeMap<>();
    for (String name : HadoopFiles.names(path() + "/" + RANGES)) {
      if (name.endsWith(SUFFIX)) {
        read(name).ifPresent(embedded -> finished.put(number(name), embedded));
      }
    }
    FileListing all =
        new FileListing(
            finished.values().stream()
                .flatMap(embedded -> embedded.files().listing().files().stream())
                .toList());
    if (ListedFiles.fault(directory, all, checksums).isPresent()) {
      finished.values().removeIf(embedded -> damaged(embedded, checksums));
    }
    return finished;
  }

  private Optional<EmbeddedRange> read(String name) {
    String file = path() + "/" + RANGES + "/" + name;
    try {
      return Optional.of(
          EmbeddedRange.of(
              Manifest.parse(HadoopFiles.read(file), file, TableFiles.KIND), directory));
    } catch (JobException e) {
      LOG.warn("Range {} is embedded again: {}", number(name) + 1, e.getMessage());
      return Optional.empty();
    } catch (IOException e) {
      throw HadoopFiles.failure("reading " + file, e);
    }
  }

  private boolean damaged(EmbeddedRange embedded, Checksums checksums) {
    Optional<String> fault = ListedFiles.fault(directory, embedded.files().listing(), checksums);
    fault.ifPresent(text -> LOG.warn("A range is embedded again: {}", text));
    return fault.isPresent();
  }

  private String path() {
    return OutputDirectory.draft(directory);
  }
}
