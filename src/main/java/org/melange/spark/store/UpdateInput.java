package org.melange.spark.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.corpus.JsonlPostParser;
import org.melange.run.Fingerprint;
import org.melange.spark.input.InputFile;
import org.melange.spark.input.InputListing;
import org.melange.spark.post.ParsedPostCodec;
import org.melange.spark.post.PostInput;

/**
 * The posts of an update.
 *
 * @param name for messages
 * @param fingerprint changes whenever the records may have; empty if that cannot be told, then an
 *     unfinished update is planned anew
 * @param mayBeEmpty whether an input without records is no error
 * @param records supplies rows of {@link ParsedPostCodec#SCHEMA}
 */
public record UpdateInput(
    String name, Optional<String> fingerprint, boolean mayBeEmpty, Supplier<Dataset<Row>> records) {

  /** Posts in files, which are listed now. */
  public static UpdateInput of(SparkSession spark, PostInput input, InputListing files) {
    List<String> parts = new ArrayList<>();
    parts.addAll(List.of(input.path(), input.format().name(), Integer.toString(input.maxChars())));
    for (InputFile file : files.files()) {
      parts.addAll(
          List.of(file.path(), Long.toString(file.length()), Long.toString(file.modified())));
    }
    return new UpdateInput(
        input.path(), Optional.of(fingerprint(parts)), false, () -> input.records(spark, files));
  }

  /**
   * Posts in a dataset, such as a batch of a streaming query. Each row is validated as a line of
   * {@code posts.jsonl} is. Columns that are not those of a post are kept in {@code extra}.
   */
  public static UpdateInput of(Dataset<Row> posts) {
    return new UpdateInput(
        "the posts",
        Optional.empty(),
        true,
        () -> posts.toJSON().map(new Parse(), Encoders.row(ParsedPostCodec.SCHEMA)));
  }

  /** Parses posts in JSON. */
  static final class Parse implements MapFunction<String, Row> {
    private static final long serialVersionUID = 1L;

    @Override
    public Row call(String json) {
      return ParsedPostCodec.toRow(new JsonlPostParser(Integer.MAX_VALUE).parse(json));
    }
  }

  /** Identifies texts in their order. */
  static String fingerprint(List<String> parts) {
    return new Fingerprint().add(parts).hex();
  }
}
