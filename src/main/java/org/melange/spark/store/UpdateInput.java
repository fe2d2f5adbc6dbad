package org.melange.spark.store;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.corpus.JsonlPostParser;
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
    Digest digest = new Digest();
    digest.add(input.path()).add(input.format().name()).add(Integer.toString(input.maxChars()));
    for (InputFile file : files.files()) {
      digest.add(file.path()).add(Long.toString(file.length())).add(Long.toString(file.modified()));
    }
    return new UpdateInput(
        input.path(), Optional.of(digest.hex()), false, () -> input.records(spark, files));
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

  /** SHA-256 of texts, each preceded by its length. */
  static final class Digest {
    private final java.security.MessageDigest sha;

    Digest() {
      try {
        sha = java.security.MessageDigest.getInstance("SHA-256");
      } catch (java.security.NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }

    Digest add(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      sha.update(java.nio.ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      sha.update(bytes);
      return this;
    }

    String hex() {
      return java.util.HexFormat.of().formatHex(sha.digest());
    }
  }
}
