package org.melange.spark.post;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.melange.corpus.JsonRecord;
import org.melange.corpus.JsonlPostParser;
import org.melange.corpus.MimicPostParser;
import org.melange.corpus.ParsedPost;
import org.melange.corpus.Post;
import org.melange.corpus.Rejection;
import org.melange.run.Summary;
import org.melange.spark.input.BoundedLines;
import org.melange.spark.input.FileSlice;
import org.melange.spark.input.InputFile;
import org.melange.spark.input.InputStreams;
import org.melange.spark.input.ParquetRecords;
import org.melange.spark.input.PartitionColumns;
import org.melange.spark.input.RecordFormat;
import org.melange.spark.input.RecordReader;
import org.melange.spark.row.BatchingIterator;

/** Runs the parsers of the corpus over files; gives rows of {@link ParsedPostCodec}. */
public final class PostParsers {

  private PostParsers() {}

  /** The parser of a format, which refuses records of more than {@code maxChars}. */
  static RecordFormat of(PostFormat format, int maxChars) {
    return switch (format) {
      case JSONL -> new Lines(maxChars);
      case PARQUET -> new ParquetRows(maxChars);
      case MIMIC -> new MimicFiles(maxChars);
    };
  }

  /** Parses JSON lines; blank lines are not records. */
  public static final class Lines implements RecordFormat {
    private static final long serialVersionUID = 1L;
    private final int maxChars;

    public Lines(int maxChars) {
      this.maxChars = maxChars;
    }

    @Override
    public boolean splits(InputFile file) {
      return !InputStreams.compressed(file.path());
    }

    @Override
    public RecordReader<Row> open(FileSlice part, Configuration configuration) throws IOException {
      JsonlPostParser parser = new JsonlPostParser(maxChars);
      BoundedLines lines = BoundedLines.open(part, configuration, maxChars);
      return RecordReader.of(
          BatchingIterator.flatMap(
              lines,
              line ->
                  line.text().isBlank()
                      ? List.of()
                      : List.of(
                          ParsedPostCodec.toRow(line.parse(parser::parse, parser::tooLarge)))),
          lines);
    }
  }

  /** Parses whole files in MIMIC's layout. */
  static final class MimicFiles implements RecordFormat {
    private static final long serialVersionUID = 1L;
    private final int maxChars;

    MimicFiles(int maxChars) {
      this.maxChars = maxChars;
    }

    @Override
    public boolean splits(InputFile file) {
      return false;
    }

    @Override
    public RecordReader<Row> open(FileSlice part, Configuration configuration) throws IOException {
      InputStream in = InputStreams.open(part.path(), configuration);
      return RecordReader.of(
          BatchingIterator.flatMap(MimicPostParser.parse(in), post -> List.of(row(post, maxChars))),
          in);
    }
  }

  /** Makes JSON of rows of Parquet and parses it; directories give further columns. */
  static final class ParquetRows implements RecordFormat {
    private static final long serialVersionUID = 1L;
    private final int maxChars;

    ParquetRows(int maxChars) {
      this.maxChars = maxChars;
    }

    @Override
    public boolean splits(InputFile file) {
      return true;
    }

    @Override
    public RecordReader<Row> open(FileSlice part, Configuration configuration) throws IOException {
      Map<String, String> partition = PartitionColumns.of(part.base(), part.path());
      ParquetRecords records = ParquetRecords.open(part, configuration);
      return RecordReader.of(
          BatchingIterator.flatMap(records, record -> List.of(post(record, partition))), records);
    }

    private Row post(ObjectNode record, Map<String, String> partition) {
      partition.forEach(
          (column, value) -> {
            if (!record.has(column)) {
              record.put(column, value);
            }
          });
      return row(JsonlPostParser.parse(new JsonRecord(record)), maxChars);
    }
  }

  /** Refuses texts that are longer than {@code maxChars}, as the parser of lines does. */
  private static Row row(ParsedPost parsed, int maxChars) {
    return ParsedPostCodec.toRow(
        parsed.fold(
            accepted ->
                accepted.post().text().length() <= maxChars
                    ? accepted
                    : tooLarge(accepted.post(), maxChars),
            rejected -> rejected));
  }

  private static ParsedPost tooLarge(Post post, int maxChars) {
    String message =
        String.format(
            Locale.ROOT, "a text of %d chars, the limit is %d", post.text().length(), maxChars);
    String record = new Summary(Map.of("post_id", post.postId(), "text", post.text())).toJson();
    return new ParsedPost.Rejected(
        new Rejection(Rejection.Stage.POST, Rejection.Reason.TOO_LARGE, message, record));
  }
}
