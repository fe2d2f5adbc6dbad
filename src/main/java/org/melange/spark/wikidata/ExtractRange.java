package org.melange.spark.wikidata;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.util.LongAccumulator;
import org.melange.kb.wikidata.DumpLine;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.PrefetchingIterator;

/**
 * Reads a range of a dump and writes its items to a file of the extract, then its report, which
 * makes the file count. Each attempt writes a file of its own. A file that cannot be split is
 * decompressed by the task's thread and parsed by others.
 */
final class ExtractRange implements VoidFunction<Integer> {

  private static final long serialVersionUID = 1L;

  private static final int MAX_PARSERS = 8;
  private static final int BLOCKS_PER_PARSER = 3;

  private final DumpPlan plan;
  private final ExtractFiles files;
  private final LongAccumulator read;

  /**
   * @param read counts the bytes that were read of the dumps
   */
  ExtractRange(DumpPlan plan, ExtractFiles files, LongAccumulator read) {
    this.plan = plan;
    this.files = files;
    this.read = read;
  }

  @Override
  public void call(Integer index) throws IOException {
    DumpRange range = plan.ranges().get(index);
    String output = String.format(Locale.ROOT, "range-%06d-%s.parquet", index, UUID.randomUUID());
    RangeCounts counts = new RangeCounts(output);
    try (LineBlocks blocks = open(range);
        ParquetWriter<DumpLine> writer = ExtractWriter.open(files.item(output))) {
      if (plan.fileOf(range).splits()) {
        write(BatchingIterator.map(blocks, this::parse), range, counts, writer);
      } else {
        writeInParallel(blocks, range, counts, writer);
      }
    }
    JsonFiles.write(files.report(index), counts.report());
  }

  private LineBlocks open(DumpRange range) {
    return LineBlocks.open(plan.fileOf(range).slice(range.start(), range.end()));
  }

  private ParsedBlock parse(LineBlock block) {
    return ParsedBlock.of(block, plan.languages());
  }

  private void writeInParallel(
      LineBlocks blocks, DumpRange range, RangeCounts counts, ParquetWriter<DumpLine> writer)
      throws IOException {
    int parsers = Math.min(MAX_PARSERS, Runtime.getRuntime().availableProcessors());
    ExecutorService pool =
        Executors.newFixedThreadPool(
            parsers,
            work -> {
              Thread thread = new Thread(work, "wikidata-parser");
              thread.setDaemon(true);
              return thread;
            });
    try (PrefetchingIterator<LineBlock, ParsedBlock> parsed =
        new PrefetchingIterator<>(
            blocks, BLOCKS_PER_PARSER * parsers, block -> pool.submit(() -> parse(block)))) {
      write(parsed, range, counts, writer);
    } finally {
      pool.shutdownNow();
    }
  }

  private void write(
      Iterator<ParsedBlock> blocks,
      DumpRange range,
      RangeCounts counts,
      ParquetWriter<DumpLine> writer) {
    long position = range.start();
    while (blocks.hasNext() && !sampled(range, position)) {
      ParsedBlock block = blocks.next();
      counts.add(block);
      write(block.lines(), writer, counts);
      long now = Math.min(range.end(), Math.max(position, block.position()));
      read.add(now - position);
      position = now;
      TaskContext.get().killTaskIfInterrupted();
    }
    read.add(range.end() - position);
  }

  /** Whether enough was read of a file that cannot be split and of which a sample is read. */
  private boolean sampled(DumpRange range, long position) {
    DumpFile file = plan.fileOf(range);
    return !file.splits() && range.end() < file.length() && position >= range.end();
  }

  private void write(List<DumpLine> lines, ParquetWriter<DumpLine> writer, RangeCounts counts) {
    try {
      for (DumpLine line : lines) {
        if (counts.count(line)) {
          writer.write(line);
        }
      }
    } catch (IOException e) {
      throw HadoopFiles.failure("writing the extract", e);
    }
  }
}
