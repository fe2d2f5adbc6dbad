package org.melange.spark.wikidata;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.melange.run.JobException;
import org.melange.spark.input.FileNames;
import org.melange.spark.input.InputFile;
import org.melange.spark.input.InputFiles;
import org.melange.spark.io.HadoopFiles;

/**
 * How dumps are read: their files, divided into ranges.
 *
 * @param languages codes of the languages whose terms are kept
 * @param files the files, in order
 * @param ranges of the files, in order; a file that cannot be split is one range
 */
public record DumpPlan(List<String> languages, List<DumpFile> files, List<DumpRange> ranges)
    implements Serializable {

  private static final FileNames NAMES = new FileNames("a Wikidata dump", Set.of("json"));

  /** Commas separate paths, except within the braces of a glob. */
  private static final String COMMA = ",(?![^{}]*\\})";

  private static final long MIN_BYTES = 1L << 20;
  private static final long MAX_BYTES = 256L << 20;

  /** bzip2 takes 20 times as long a byte, and a task should not take hours. */
  private static final long MAX_BYTES_OF_BZIP2 = 64L << 20;

  private static final int RANGES_PER_CORE = 4;

  /** How much smaller the last ranges are, so that no core waits long for another one. */
  private static final int SMALLER = 4;

  private static final int SAMPLES = 16;
  private static final long SAMPLE_BYTES = 8L << 20;

  /** Copies the lists. */
  public DumpPlan {
    languages = List.copyOf(languages);
    files = List.copyOf(files);
    ranges = List.copyOf(ranges);
  }

  /**
   * Plans to read dumps.
   *
   * @param inputs files, directories or globs, separated by commas
   * @param cores of the cluster; each should get several ranges
   * @throws JobException if an input does not exist or has no files
   */
  public static DumpPlan of(String inputs, List<String> languages, int cores) {
    List<DumpFile> files = list(inputs);
    long bytes = files.stream().mapToLong(DumpFile::length).sum();
    long wanted = Math.max(SMALLER * MIN_BYTES, bytes / ((long) RANGES_PER_CORE * cores) + 1);
    return of(files, languages, wanted, wanted / SMALLER);
  }

  /**
   * A plan of ranges.
   *
   * @param large the most bytes of a range
   * @param small the most bytes of a range in the last quarter of the files
   */
  static DumpPlan of(List<DumpFile> files, List<String> languages, long large, long small) {
    List<DumpRange> ranges = new ArrayList<>();
    long left = files.stream().mapToLong(DumpFile::length).sum();
    long lastQuarter = left / 4;
    for (int i = 0; i < files.size(); i++) {
      DumpFile file = files.get(i);
      long start = 0;
      do {
        long bytes = rangeBytes(file, left > lastQuarter ? large : small);
        long end = Math.min(file.length(), start + bytes);
        ranges.add(new DumpRange(i, start, end));
        left -= end - start;
        start = end;
      } while (start < file.length());
    }
    return new DumpPlan(languages, files, ranges);
  }

  /**
   * A plan that reads a sample: ranges at equal distances, and the beginning of each file that
   * cannot be split.
   */
  public DumpPlan sample() {
    List<DumpRange> sampled = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      DumpFile file = files.get(i);
      int count = file.splits() ? Math.max(1, SAMPLES / files.size()) : 1;
      long length = Math.min(file.length() / count, sampleBytes(file));
      for (int sample = 0; sample < count; sample++) {
        long start = file.length() / count * sample;
        sampled.add(new DumpRange(i, start, start + length));
      }
    }
    return new DumpPlan(languages, files, sampled);
  }

  /** About the same text for each kind of compression. */
  private static long sampleBytes(DumpFile file) {
    return file.isBzip2() ? SAMPLE_BYTES / 16 : SAMPLE_BYTES;
  }

  /** The bytes of all ranges. */
  public long rangeBytes() {
    return ranges.stream().mapToLong(DumpRange::bytes).sum();
  }

  private static long rangeBytes(DumpFile file, long most) {
    if (!file.splits()) {
      return Math.max(1, file.length());
    }
    return Math.min(most, file.isBzip2() ? MAX_BYTES_OF_BZIP2 : MAX_BYTES);
  }

  /** The files of {@code inputs}. */
  static List<DumpFile> list(String inputs) {
    return List.of(inputs.split(COMMA, -1)).stream()
        .flatMap(input -> InputFiles.list(input.strip(), NAMES).files().stream())
        .map(DumpPlan::file)
        .distinct()
        .toList();
  }

  private static DumpFile file(InputFile input) {
    try {
      Path path = new Path(input.path());
      FileStatus status = path.getFileSystem(InputFiles.configuration()).getFileStatus(path);
      return new DumpFile(input.path(), status.getLen(), status.getModificationTime());
    } catch (IOException e) {
      throw HadoopFiles.failure("opening " + input.path(), e);
    }
  }

  /** Whether {@code other} reads the same files and keeps these terms, and possibly more. */
  boolean isServedBy(DumpPlan other) {
    return other.languages.containsAll(languages) && files.equals(other.files);
  }

  /** The length of all files. */
  public long bytes() {
    return files.stream().mapToLong(DumpFile::length).sum();
  }

  DumpFile fileOf(DumpRange range) {
    return files.get(range.file());
  }
}
