package org.melange.spark.wikidata;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.melange.kb.wikidata.DumpBrackets;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.Sha256;
import org.melange.spark.input.InputErrors;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.JobDescription;
import org.melange.spark.io.ListedFiles;
import org.melange.spark.io.OutputDirectory;

/**
 * Reads dumps to an extract. Each range that was read completely is kept: after a kill, the next
 * run reads the others. A dump that is not complete is refused.
 */
public final class Extraction {

  /**
   * How much of the end of a file is read first: nearly always enough, and what has the last block
   * of bzip2, of at most 900 kB.
   */
  private static final List<Long> LAST_BYTES = List.of(128L << 10, 2L << 20);

  private final SparkSession spark;
  private final ExtractFiles files;
  private final Consumer<String> messages;

  /**
   * @param directory of the extract
   * @param messages receives messages for the user
   */
  public Extraction(SparkSession spark, String directory, Consumer<String> messages) {
    this.spark = spark;
    this.files = new ExtractFiles(directory);
    this.messages = messages;
  }

  /**
   * Reads dumps, as far as an earlier run has not.
   *
   * @throws JobException if a dump is not complete, or has no entities
   */
  public Extract run(DumpPlan wanted) {
    DumpPlan plan = resumed(wanted);
    if (OutputDirectory.finished(files.directory())) {
      messages.accept("the dump was read before: using " + files.directory());
      return Extract.open(files.directory());
    }
    List<Optional<RangeReport>> done = files.reports(plan);
    requireEnds(plan);
    requireBlocks(plan);
    announce(plan, done);
    read(plan, done);
    return finish(plan, reports(plan));
  }

  /** Reads a sample of dumps, which need not be complete. */
  public Extract sample(DumpPlan sample) {
    files.delete();
    read(sample, files.reports(sample));
    return write(sample, reports(sample));
  }

  /** Reads lists of changes: JSON Lines without brackets around them. */
  public Extract changes(DumpPlan plan) {
    requireBlocks(plan);
    return sample(plan);
  }

  private List<RangeReport> reports(DumpPlan plan) {
    return files.reports(plan).stream().map(Optional::orElseThrow).toList();
  }

  /** The plan of the run that was killed, if it read the same dumps; otherwise it is discarded. */
  private DumpPlan resumed(DumpPlan wanted) {
    Optional<DumpPlan> earlier =
        JsonFiles.read(files.plan(), DumpPlan.class)
            .filter(wanted::isServedBy)
            .filter(plan -> undamaged());
    if (earlier.isEmpty()) {
      files.delete();
      JsonFiles.write(files.plan(), wanted);
    }
    return earlier.orElse(wanted);
  }

  /** Whether the extract is unfinished, or has all of its files. */
  private boolean undamaged() {
    Optional<String> fault =
        OutputDirectory.finished(files.directory())
            ? Extract.fault(files.directory())
            : Optional.empty();
    fault.ifPresent(text -> messages.accept("the extract is damaged, reading again: " + text));
    return fault.isEmpty();
  }

  private void announce(DumpPlan plan, List<Optional<RangeReport>> done) {
    long finished = done.stream().filter(Optional::isPresent).count();
    if (finished > 0) {
      messages.accept("going on: " + finished + " of " + done.size() + " ranges were read before");
    }
    for (int i = 0; i < done.size(); i++) {
      DumpFile file = plan.fileOf(plan.ranges().get(i));
      if (done.get(i).isEmpty() && !file.splits()) {
        messages.accept(
            file.path()
                + " is read from its beginning to its end by one task: its compression cannot be"
                + " read in ranges, so after a kill it is read again");
      }
    }
  }

  private void read(DumpPlan plan, List<Optional<RangeReport>> done) {
    List<Integer> missing =
        IntStream.range(0, done.size()).filter(i -> done.get(i).isEmpty()).boxed().toList();
    if (missing.isEmpty()) {
      return;
    }
    long before =
        IntStream.range(0, done.size())
            .filter(i -> done.get(i).isPresent())
            .mapToLong(i -> plan.ranges().get(i).bytes())
            .sum();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    LongAccumulator bytes = spark.sparkContext().longAccumulator("bytes read of the dumps");
    ReadProgress progress =
        new ReadProgress(
            bytes.id(), new ByteProgress(plan.bytes(), before, System.nanoTime()), messages);
    spark.sparkContext().addSparkListener(progress);
    try {
      JobDescription.during(
          spark,
          "Read the dump",
          () ->
              context
                  .parallelize(missing, missing.size())
                  .foreach(new ExtractRange(plan, files, bytes)));
    } finally {
      spark.sparkContext().removeSparkListener(progress);
    }
  }

  /** So that a truncated dump is refused before it is read for hours. */
  private static void requireEnds(DumpPlan plan) {
    plan.files().stream().filter(DumpFile::splits).forEach(Extraction::requireEnd);
  }

  /** Readers of ranges pass by a block of bzip2 whose mark is damaged. */
  private void requireBlocks(DumpPlan plan) {
    List<Optional<String>> faults = DumpBlocks.faults(spark, plan);
    for (int i = 0; i < faults.size(); i++) {
      if (faults.get(i).isPresent()) {
        throw incomplete(plan.files().get(i), faults.get(i).get(), 0);
      }
    }
  }

  private static void requireEnd(DumpFile file) {
    if (LAST_BYTES.stream().noneMatch(bytes -> closes(file, bytes))) {
      throw incomplete(file, DumpBrackets.TRUNCATED, 0);
    }
  }

  /** Whether the last line is the one that closes a dump. */
  private static boolean closes(DumpFile file, long bytes) {
    long start = Math.max(0, file.length() - bytes);
    DumpBrackets brackets = DumpBrackets.NONE;
    try (LineBlocks blocks = LineBlocks.open(file.slice(start, file.length()))) {
      while (blocks.hasNext()) {
        brackets = brackets.then(ParsedBlock.of(blocks.next(), List.of()).brackets());
      }
    } catch (IOException e) {
      throw InputErrors.of(file.path(), e);
    }
    return brackets.closes();
  }

  private static JobException incomplete(DumpFile file, String fault, long lastItem) {
    return JobException.input(
        String.format(
            Locale.ROOT,
            "%s is not a complete dump: %s%s; it has %,d bytes: download it again",
            file.path(),
            fault,
            lastItem == 0 ? "" : " after Q" + lastItem,
            file.length()));
  }

  private Extract finish(DumpPlan plan, List<RangeReport> reports) {
    for (int i = 0; i < plan.files().size(); i++) {
      requireComplete(plan, reports, i);
    }
    return write(plan, reports);
  }

  private Extract write(DumpPlan plan, List<RangeReport> reports) {
    ExtractSummary summary = ExtractSummary.of(reports);
    if (summary.entities() == 0) {
      throw JobException.input(
          plan.files().stream().map(DumpFile::path).toList() + " hold no entities");
    }
    HadoopFiles.retain(files.item(""), reports.stream().map(RangeReport::output).toList());
    Manifest manifest =
        new Manifest(
            Extract.KIND,
            Sha256.of(JsonFiles.text(plan) + reports).substring(0, 32),
            summary.facts(plan));
    return new Extract(
        files.directory(),
        OutputDirectory.finish(
            files.directory(),
            manifest.listing(ListedFiles.of(files.directory(), ExtractFiles.ITEMS::equals))));
  }

  private static void requireComplete(DumpPlan plan, List<RangeReport> reports, int file) {
    DumpBrackets brackets = DumpBrackets.NONE;
    long lastItem = 0;
    for (int i = 0; i < reports.size(); i++) {
      if (plan.ranges().get(i).file() == file) {
        brackets = brackets.then(reports.get(i).brackets());
        lastItem = reports.get(i).lastItem() > 0 ? reports.get(i).lastItem() : lastItem;
      }
    }
    Optional<String> fault = brackets.fault();
    if (fault.isPresent()) {
      throw incomplete(plan.files().get(file), fault.get(), lastItem);
    }
  }
}
