package org.melange.spark;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.melange.corpus.JsonlPostParser;
import org.melange.corpus.MimicPostParser;
import org.melange.corpus.ParsedPost;
import org.melange.corpus.Post;
import org.melange.corpus.PostAssembler;
import org.melange.corpus.RawMention;
import org.melange.corpus.RawPost;
import org.melange.corpus.Rejection;
import org.melange.run.JobException;
import org.melange.run.Summary;

/**
 * Runs the parsers of the corpus over partitions of lines, files and rows; gives rows of {@link
 * ParsedCodec}.
 */
final class PostParsers {

  private PostParsers() {}

  /** Parses JSON lines; empty lines are no records. */
  static final class Lines implements MapPartitionsFunction<String, Row> {
    private static final long serialVersionUID = 1L;
    private final int maxChars;

    Lines(int maxChars) {
      this.maxChars = maxChars;
    }

    @Override
    public Iterator<Row> call(Iterator<String> lines) {
      JsonlPostParser parser = new JsonlPostParser(maxChars);
      return Batches.flatMap(
          lines,
          line -> line.isBlank() ? List.of() : List.of(ParsedCodec.toRow(parser.parse(line))));
    }
  }

  /** Refuses texts that are longer than {@code maxChars}, as the parser of lines does. */
  private static Row row(ParsedPost parsed, int maxChars) {
    return ParsedCodec.toRow(
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
    return new ParsedPost.Rejected(
        new Rejection(
            Rejection.Stage.POST,
            Rejection.Reason.TOO_LARGE,
            message,
            PostParsers.Rows.record(post.postId(), post.text())));
  }

  /** Parses whole files in MIMIC's layout. */
  static final class MimicFiles implements MapPartitionsFunction<String, Row> {
    private static final long serialVersionUID = 1L;
    private final int maxChars;

    MimicFiles(int maxChars) {
      this.maxChars = maxChars;
    }

    @Override
    public Iterator<Row> call(Iterator<String> files) {
      return Batches.flatMap(
          files,
          file -> () -> Batches.flatMap(elements(file), post -> List.of(row(post, maxChars))));
    }
  }

  private static Iterator<ParsedPost> elements(String file) {
    try {
      return MimicPostParser.parse(HadoopFiles.openForTask(file));
    } catch (IllegalArgumentException e) {
      throw JobException.input(file + ": " + e.getMessage(), e);
    }
  }

  /** Checks rows of {@link ParquetPosts} as the other parsers check JSON. */
  static final class Rows implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final int maxChars;

    Rows(int maxChars) {
      this.maxChars = maxChars;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      return Batches.flatMap(
          rows, row -> List.of(PostParsers.row(PostAssembler.assemble(raw(row)), maxChars)));
    }

    private static RawPost raw(Row row) {
      String postId = row.getAs("post_id");
      String text = row.getAs("text");
      return new RawPost(
          postId,
          text,
          mentions(row),
          PostCodec.images(row),
          row.getAs("extra"),
          () -> record(postId, text));
    }

    private static List<RawMention> mentions(Row row) {
      List<Row> mentions = PostCodec.list(row, "mentions");
      return mentions == null ? null : mentions.stream().map(Rows::mention).toList();
    }

    private static RawMention mention(Row row) {
      return new RawMention(
          row.getAs("mention_id"), row.getAs("text"), row.getAs("start"), row.getAs("end"));
    }

    private static String record(String postId, String text) {
      return new Summary(Map.of("post_id", String.valueOf(postId), "text", String.valueOf(text)))
          .toJson();
    }
  }
}
