package org.melange.spark.table;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.LinkSettingsVersion;
import org.melange.config.Settings;
import org.melange.link.table.TableFiles;
import org.melange.run.Manifest;
import org.melange.spark.features.EntityImages;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.JobDescription;
import org.melange.spark.io.PathResolver;
import org.melange.spark.model.ModelInfo;

/**
 * Makes the entity table of a knowledge base, one range of entities after the other. What is
 * finished of a range is kept if the run fails, and a later run with the same inputs does not embed
 * it again. The table appears when all ranges are done.
 */
public final class EntityTableBuild {

  private final SparkSession spark;
  private final EntityTables.Plan plan;
  private final String imagesRoot;
  private final Settings settings;
  private Optional<PreviousTable> previous = Optional.empty();
  private BuildListener listener = BuildListener.NONE;

  /**
   * A build without an earlier table.
   *
   * @param imagesRoot what relative image URIs of entities are relative to
   */
  public EntityTableBuild(
      SparkSession spark, EntityTables.Plan plan, String imagesRoot, Settings settings) {
    this.spark = spark;
    this.plan = plan;
    this.imagesRoot = PathResolver.absolute(imagesRoot);
    this.settings = settings;
  }

  /** Sets the earlier table, whose rows serve again where an entity has not changed. */
  public EntityTableBuild setPrevious(Optional<PreviousTable> value) {
    previous = value;
    return this;
  }

  /** Sets who follows the build. */
  public EntityTableBuild setListener(BuildListener value) {
    listener = value;
    return this;
  }

  /**
   * A finished table.
   *
   * @param manifest of the table
   * @param resumed entities of ranges that an earlier run finished
   * @param embedded entities whose rows this run computed
   * @param reused entities whose rows this run took from the earlier table
   * @param images the number of embedded entities by {@code image_status}, those of an earlier run
   *     included
   */
  public record Result(
      Manifest manifest, long resumed, long embedded, long reused, Map<String, Long> images) {}

  /** What the rows of the table depend on, by name. */
  public Map<String, String> inputs() {
    Map<String, String> inputs = new TreeMap<>(LinkSettingsVersion.ofFeatures(settings));
    inputs.put("kb_version", plan.kb().version());
    inputs.put("model_version", ModelInfo.version(plan.model()));
    inputs.put("precision", plan.precision().code());
    inputs.put("images_root", imagesRoot);
    inputs.put(
        "previous_version", previous.map(table -> table.table().files().version()).orElse("none"));
    inputs.put("melange", Manifest.melange());
    return inputs;
  }

  /**
   * Divides the entities of the knowledge base into ranges.
   *
   * @param directory of the table; it is empty
   * @param partitions tasks of a range
   */
  public TableDraft draft(String directory, int partitions) {
    listener.step("dividing");
    return TableDraft.create(
        directory, inputs(), plan.kb().entities(spark), partitions, settings.run().rangeEntities());
  }

  /**
   * Embeds the ranges that are not finished yet, and completes the table.
   *
   * @param draft of this build's inputs
   */
  public Result run(TableDraft draft) {
    SortedMap<Integer, EmbeddedRange> done = draft.finished(settings.verify().checksums());
    if (!done.isEmpty()) {
      listener.message(
          String.format(
              Locale.ROOT,
              "going on: %,d of %,d ranges are done",
              done.size(),
              draft.ranges().count()));
    }
    long resumed = entities(done);
    long embedded = embed(draft, done);
    List<TableFiles.File> segments =
        done.values().stream().flatMap(range -> range.files().segments().stream()).toList();
    listener.step("completing");
    Manifest manifest =
        EntityTables.finish(plan, indexed(draft, plan.table(segments)), draft.directory());
    listener.step("completed");
    Map<String, Long> images = new TreeMap<>();
    done.values().forEach(range -> range.images().forEach((k, n) -> images.merge(k, n, Long::sum)));
    long entities = draft.ranges().entities();
    return new Result(manifest, resumed, embedded, entities - resumed - embedded, images);
  }

  private TableFiles indexed(TableDraft draft, TableFiles table) {
    TableIndex index =
        new TableIndex(spark, draft.directory())
            .setChecksums(settings.verify().checksums())
            .setMessages(listener::message);
    return plan.indexed() ? index.addedTo(table) : table;
  }

  private static long entities(SortedMap<Integer, EmbeddedRange> ranges) {
    return ranges.values().stream().mapToLong(range -> range.files().entities()).sum();
  }

  /** Embeds what is missing of {@code done}, and adds it; the number of embedded entities. */
  private long embed(TableDraft draft, SortedMap<Integer, EmbeddedRange> done) {
    TableRanges ranges = draft.ranges();
    long left = ranges.entities() - entities(done);
    long total = left;
    long embedded = 0;
    double seconds = 0;
    for (int range = 0; range < ranges.count(); range++) {
      if (!done.containsKey(range)) {
        long start = System.nanoTime();
        listener.step("embedding");
        EmbeddedRange result = embed(draft, range);
        listener.step("recording");
        draft.finish(range, result);
        listener.step("recorded");
        done.put(range, result);
        double took = (System.nanoTime() - start) / 1e9;
        seconds += took;
        left -= ranges.entities(range);
        embedded += result.embedded();
        listener.embedded(
            new RangeProgress(
                range + 1,
                ranges.count(),
                ranges.entities(range),
                result.embedded(),
                took,
                left,
                seconds / (total - left) * left));
      }
    }
    return embedded;
  }

  private EmbeddedRange embed(TableDraft draft, int range) {
    return JobDescription.during(
        spark,
        "Embed range " + (range + 1) + " of " + draft.ranges().count(),
        () -> {
          EntityTablePipeline pipeline =
              new EntityTablePipeline(plan.model(), imagesRoot, plan.precision(), settings);
          return previous.isPresent()
              ? embedChanged(draft, range, previous.get(), pipeline)
              : embedAll(draft, range, pipeline);
        });
  }

  /** Images are looked at after the shuffle, in the task that embeds them. */
  private EmbeddedRange embedAll(TableDraft draft, int range, EntityTablePipeline pipeline) {
    Dataset<Row> entities = draft.ranges().partitioned(draft.entities(spark, range), range);
    Dataset<Row> rows = pipeline.rows(stamped(entities));
    return written(
        draft,
        range,
        settings.features().store().isEmpty() ? rows : draft.ranges().partitioned(rows, range),
        draft.ranges().entities(range),
        pipeline);
  }

  /**
   * Embeds changed entities into intermediate data, and joins it with the unchanged ones, so that
   * only small rows are shuffled. The entities are intermediate data as well: each image is looked
   * at once, so that a row and its hash belong to the same file.
   */
  private EmbeddedRange embedChanged(
      TableDraft draft, int range, PreviousTable before, EntityTablePipeline pipeline) {
    String work = draft.workspace();
    HadoopFiles.delete(work);
    TableRanges ranges = draft.ranges();
    Dataset<Row> entities =
        stored(
            stamped(ranges.partitioned(draft.entities(spark, range), range)), work + "/entities");
    Dataset<Row> changed = pipeline.rows(ranges.partitioned(before.changed(entities), range));
    Dataset<Row> rows = stored(changed.select("qid", "row"), work + "/rows");
    EmbeddedRange embedded =
        written(
            draft,
            range,
            ranges.partitioned(PreviousTable.joined(entities, rows), range),
            rows.count(),
            pipeline);
    HadoopFiles.delete(work);
    return embedded;
  }

  private EmbeddedRange written(
      TableDraft draft, int range, Dataset<Row> rows, long embedded, EntityTablePipeline pipeline) {
    List<TableFiles.File> segments =
        EntityTables.segments(
            rows, previous, plan, draft.directory(), draft.ranges().firstPartition(range));
    return new EmbeddedRange(plan.table(segments).versioned(), embedded, pipeline.images());
  }

  private Dataset<Row> stored(Dataset<Row> rows, String folder) {
    rows.write().parquet(folder);
    return spark.read().parquet(folder);
  }

  private Dataset<Row> stamped(Dataset<Row> entities) {
    return EntityImages.stamped(entities, imagesRoot, settings.images());
  }
}
