package org.melange.job.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.melange.config.Settings;
import org.melange.image.RgbImage;
import org.melange.job.cli.Console;
import org.melange.link.model.LinkingModel;
import org.melange.link.row.EntityTable;
import org.melange.link.row.MentionRow;
import org.melange.link.table.MappedTable;
import org.melange.link.table.Precision;
import org.melange.link.table.TableFiles;
import org.melange.link.table.TemporaryTable;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.spark.model.ModelInfo;
import picocli.CommandLine.Option;

/**
 * A table and mentions that something is measured with.
 *
 * @param bytes of the table's files
 */
record MeasuredTable(
    EntityTable table, Precision precision, List<MentionRow> mentions, long bytes) {

  /** Where real ones are. */
  static final class Source {

    @Option(names = "--table", paramLabel = "DIR", description = "An entity table of embed-kb.")
    Path table;

    @Option(names = "--model", paramLabel = "DIR", description = "The model that it was made with.")
    Path model;

    @Option(names = "--mention-texts", paramLabel = "FILE", description = "Texts, one a line.")
    Path texts;

    /**
     * Whether there are real ones.
     *
     * @throws JobException if some of them is missing
     */
    boolean given() {
      boolean any = table != null || model != null || texts != null;
      if (any && (table == null || model == null || texts == null)) {
        throw JobException.usage("--table, --model and --mention-texts belong together");
      }
      return any;
    }

    /** Opens them; {@code mentions} at most. */
    MeasuredTable open(int mentions, Console console) {
      try {
        String json = Files.readString(table.resolve(Manifest.FILE));
        Manifest manifest = Manifest.parse(json, table.toString(), TableFiles.KIND);
        TableFiles files = TableFiles.of(manifest, table.toString());
        EntityTable opened = MappedTable.open(table.resolve(TableFiles.FOLDER), files);
        List<String> lines = Files.readAllLines(texts);
        if (lines.isEmpty() || opened.size() == 0) {
          throw JobException.input("there is no text or no entity to measure with");
        }
        lines = lines.subList(0, Math.min(mentions, lines.size()));
        return new MeasuredTable(
            opened, files.precision(), compiled(lines, console), files.bytes());
      } catch (IOException e) {
        throw JobException.input("reading " + e.getMessage(), e);
      }
    }

    private List<MentionRow> compiled(List<String> lines, Console console) {
      try (LinkingModel loaded =
          ModelInfo.load(model.toString(), Settings.defaults().features().device())) {
        List<Optional<RgbImage>> images =
            lines.stream().map(line -> Optional.<RgbImage>empty()).toList();
        return console.step(
            "encoding mentions", () -> loaded.mentionRows(loaded.features(lines, images)));
      }
    }
  }

  /** A random table, written to a directory. */
  static MeasuredTable random(
      SyntheticRows rows, Precision precision, int entities, int mentions, Path folder) {
    EntityTable table =
        TemporaryTable.write(
            folder, rows.layout(), precision, entities, index -> rows.entity(index, precision));
    return new MeasuredTable(
        table,
        precision,
        LongStream.range(0, mentions).mapToObj(rows::mention).toList(),
        TemporaryTable.bytes(folder));
  }

  /** A temporary directory of this process. */
  static Path scratch() {
    try {
      return Files.createTempDirectory("melange-bench");
    } catch (IOException e) {
      throw new UncheckedIOException("creating a temporary directory", e);
    }
  }

  LinkerBenchmark speed() {
    return new LinkerBenchmark(table, mentions);
  }
}
