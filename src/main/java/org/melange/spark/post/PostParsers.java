package org.melange.spark.post;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
import org.melange.spark.input.LinesFormat;
import org.melange.spark.input.ParquetRecords;
import org.melange.spark.input.PartitionColumns;
import org.melange.spark.input.RecordFormat;
import org.melange.spark.input.RecordReader;
import org.melange.spark.input.WholeFileFormat;
import org.melange.spark.row.BatchingIterator;

/** Parses files of posts into rows of {@link ParsedPostCodec}. */
public final class PostParsers {

  private PostParsers() {}

  /** The format's parser, which rejects records of more than {@code maxChars} chars. */
  static RecordFormat of(PostFormat format, int maxChars) {
    return switch (format) {
      case JSONL -> new Lines(maxChars);
      case PARQUET -> new ParquetRows(maxChars);
      case MIMIC -> new MimicFiles(maxChars);
    };
  }

  /** Parses JSON lines; partition directories add columns. */
  public static final class Lines extends LinesFormat {
    private static final long serialVersionUID = 1L;
    private final int maxChars;

    public Lines(int maxChars) {
      super(maxChars);
      this.maxChars = maxChars;
    }

    @Override
    public Function<BoundedLines.Line, Row> parser(FileSlice part) {
      JsonlPostParser parser =
          new JsonlPostParser(maxChars, PartitionColumns.of(part.base(), part.path()));
      return line -> ParsedPostCodec.toRow(line.parse(parser::parse, parser::tooLarge));
    }
  }

  /** Parses files in MIMIC's layout. */
  static final class MimicFiles extends WholeFileFormat {
    private static final long serialVersionUID = 1L;
    private final int maxChars;

    MimicFiles(int maxChars) {
      this.maxChars = maxChars;
    }

    @Override
    public Iterator<Row> parse(InputStream in) {
      return BatchingIterator.map(MimicPostParser.parse(in), post -> row(post, maxChars));
    }
  }

  /** Parses rows of Parquet as JSON; partition directories add columns. */
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
      Map<String, String> columns = PartitionColumns.of(part.base(), part.path());
      ParquetRecords records = ParquetRecords.open(part, configuration);
      return RecordReader.of(
          BatchingIterator.map(
              records,
              record ->
                  row(JsonlPostParser.parse(new JsonRecord(record).withAbsent(columns)), maxChars)),
          records);
    }
  }

  /** Rejects texts of more than {@code maxChars} chars, as the parser of lines does. */
  private static Row row(ParsedPost parsed, int maxChars) {
    return ParsedPostCodec.toRow(
        parsed.fold(
            accepted ->
                accepted.post().text().length() <= maxChars
                    ? accepted
                    : tooLarge(accepted.post(), maxChars),
            deleted -> deleted,
            rejected -> rejected));
  }

  private static ParsedPost tooLarge(Post post, int maxChars) {
    String message =
        String.format(
            Locale.ROOT, "a text of %d chars, the limit is %d", post.text().length(), maxChars);
    String record = new Summary(Map.of("post_id", post.postId(), "text", post.text())).toJson();
    return new ParsedPost.Rejected(
        new Rejection(Rejection.Stage.POST, Rejection.Reason.TOO_LARGE, message, record),
        Optional.of(post.postId()));
  }
}
