package org.melange.job.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.melange.job.cli.Console;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.EntityTable;
import org.melange.link.row.RowLayout;
import org.melange.link.row.TokenLayout;
import org.melange.link.table.ChecksumVerification;
import org.melange.link.table.MappedTable;
import org.melange.link.table.Precision;
import org.melange.link.table.SegmentBuilder;
import org.melange.link.table.TableFiles;
import org.melange.mmoe.Gate;
import org.melange.mmoe.MatcherConfig;
import org.melange.run.JobException;
import org.melange.run.Summary;
import org.melange.spark.io.TempDirectories;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jobs/bench table}: how large an entity table is, and how long it takes to have it. */
@Command(
    name = "table",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 110,
    showDefaultValues = true,
    description = {
      "Writes an entity table of random rows of the paper's shape, checks it, opens it as an executor that finds it"
          + " checked does, and reads all of it.",
      ""
    })
final class TableBench implements Callable<Summary> {

  private static final long SEGMENT_BYTES = 64 << 20;
  private static final int TEXT_TOKENS = 24;
  private static final int IMAGE_TOKENS = 50;
  private static final int BLOCK = 64;

  @Option(names = "--entities", paramLabel = "E", description = "Entities in the table.")
  int entities = 132_460;

  @Option(names = "--gate", paramLabel = "GATE", description = "published or token.")
  Gate gate = Gate.PUBLISHED;

  @Option(names = "--precision", paramLabel = "P", description = "float32, float16 or int8.")
  Precision precision = Precision.FLOAT16;

  private final Console console = new Console(System.err);

  @Override
  public Summary call() {
    if (entities < 1) {
      throw JobException.usage("--entities must be 1 or more");
    }
    Path folder = MeasuredTable.scratch();
    try {
      EntityLayout layout = EntityLayout.of(MatcherConfig.paper(3, gate));
      TableFiles files = console.step("writing", () -> write(folder, layout));
      console.step("checking", () -> ChecksumVerification.check(folder, files, folder));
      long before = resident();
      long start = System.nanoTime();
      EntityTable table = console.step("opening", () -> open(folder, files));
      double open = seconds(start);
      start = System.nanoTime();
      console.step("reading heads", () -> heads(table));
      double heads = seconds(start);
      start = System.nanoTime();
      console.step("reading rows", () -> rows(table));
      double rows = seconds(start);
      return summary(files, open, heads, rows, resident() - before);
    } finally {
      TempDirectories.delete(folder);
    }
  }

  private Summary summary(TableFiles files, double open, double heads, double rows, long resident) {
    Summary summary =
        Summary.empty()
            .with("entities", files.entities())
            .with("precision", precision.code())
            .with("gate", gate.code())
            .with("table_bytes", files.bytes())
            .with("bytes_per_entity", Math.round(10.0 * files.bytes() / entities) / 10.0)
            .with("check_seconds", console.stepSeconds().get("checking"))
            .with("load_seconds", open)
            .with("heads_per_second", Math.round(entities / heads))
            .with("rows_per_second", Math.round(entities / rows))
            .with("resident_bytes", resident)
            .with("resident_share", Math.round(1e3 * resident / files.bytes()) / 1e3);
    console.table("Entity table", summary.values());
    return summary;
  }

  private static EntityTable open(Path folder, TableFiles files) {
    ChecksumVerification.check(folder, files, folder);
    return MappedTable.open(folder, files, Long.MAX_VALUE);
  }

  private static float heads(EntityTable table) {
    float[] heads = new float[BLOCK * table.rows().layout().headWidth()];
    float sum = 0;
    for (int from = 0; from < table.size(); from += BLOCK) {
      table.rows().heads(from, Math.min(table.size(), from + BLOCK), heads);
      sum += heads[0];
    }
    return sum;
  }

  private static float rows(EntityTable table) {
    float[] row = new float[0];
    float sum = 0;
    for (int i = 0; i < table.size(); i++) {
      int length = table.rows().length(i);
      row = row.length < length ? new float[length] : row;
      table.rows().read(i, 0, row, 0);
      sum += row[length - 1];
    }
    return sum;
  }

  private TableFiles write(Path folder, EntityLayout layout) {
    SplittableRandom random = new SplittableRandom(1);
    List<TableFiles.File> files = new ArrayList<>();
    SegmentBuilder segment = new SegmentBuilder(layout, precision);
    for (int i = 1; i <= entities; i++) {
      segment.add("Q" + i, "An entity called " + i, null, row(layout, random));
      if (segment.bytes() >= SEGMENT_BYTES || i == entities) {
        files.add(write(folder, files.size() + ".segment", segment));
        segment = new SegmentBuilder(layout, precision);
      }
    }
    return new TableFiles("bench", "", "", layout, precision, files);
  }

  private static TableFiles.File write(Path folder, String name, SegmentBuilder segment) {
    byte[] bytes = segment.build();
    try {
      Files.write(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + folder.resolve(name), e);
    }
    String sum = ChecksumVerification.sha256(ByteBuffer.wrap(bytes));
    return new TableFiles.File(
        name, segment.entities(), segment.first(), segment.last(), bytes.length, sum);
  }

  private float[] row(EntityLayout layout, SplittableRandom random) {
    float[] row =
        new float
            [layout instanceof TokenLayout token
                ? token.width(TEXT_TOKENS, IMAGE_TOKENS)
                : ((RowLayout) layout).width()];
    for (int i = 0; i < row.length; i++) {
      row[i] = precision.round((float) (2 * random.nextDouble() - 1));
    }
    if (layout instanceof TokenLayout) {
      row[layout.headWidth()] = TEXT_TOKENS;
      row[layout.headWidth() + 1] = IMAGE_TOKENS;
    }
    return row;
  }

  /** Bytes of mapped files in memory and of what lives on the heap. */
  private static long resident() {
    System.gc();
    Runtime jvm = Runtime.getRuntime();
    long heap = jvm.totalMemory() - jvm.freeMemory();
    try {
      return heap
          + Files.readAllLines(Path.of("/proc/self/status")).stream()
              .filter(line -> line.startsWith("RssFile"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
              .sum();
    } catch (IOException e) {
      throw new UncheckedIOException("this system does not tell how much memory is mapped", e);
    }
  }

  private static double seconds(long start) {
    return Math.round((System.nanoTime() - start) / 1e6) / 1e3;
  }
}
