package org.melange.spark;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.melange.corpus.JsonlPostParser;
import org.melange.corpus.MimicPostParser;
import org.melange.corpus.PostAssembler;
import org.melange.corpus.RawMention;
import org.melange.corpus.RawPost;
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

  /** Parses whole files in MIMIC's layout. */
  static final class MimicFiles implements MapPartitionsFunction<String, Row> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Row> call(Iterator<String> files) {
      return Batches.flatMap(
          files,
          file ->
              () ->
                  Batches.flatMap(
                      MimicPostParser.parse(HadoopFiles.openForTask(file)),
                      post -> List.of(ParsedCodec.toRow(post))));
    }
  }

  /** Checks rows of {@link ParquetPosts} as the other parsers check JSON. */
  static final class Rows implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      return Batches.flatMap(
          rows, row -> List.of(ParsedCodec.toRow(PostAssembler.assemble(raw(row)))));
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
