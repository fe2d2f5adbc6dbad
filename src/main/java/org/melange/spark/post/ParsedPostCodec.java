package org.melange.spark.post;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.corpus.ImageRef;
import org.melange.corpus.ParsedPost;
import org.melange.corpus.Post;
import org.melange.corpus.Rejection;
import org.melange.spark.row.PostCodec;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/**
 * Converts the outcome of parsing a record to a row: the columns of the post, what kind of record
 * it is, a hash of its content, and the rejections. A record that is not a post has only the
 * columns that are known.
 */
public final class ParsedPostCodec {

  /** The {@code record_kind} of a post that can be used. */
  public static final String POST = "post";

  /** The {@code record_kind} of the deletion of a post. */
  public static final String DELETED = "deleted";

  /** The {@code record_kind} of a record that was rejected. */
  public static final String REJECTED = "rejected";

  private static final StructType OUTCOME =
      new StructType()
          .add("record_kind", DataTypes.StringType)
          .add("record_hash", DataTypes.StringType)
          .add("rejections", new ArrayType(Schemas.REJECTION, false));

  /**
   * The columns of {@link Schemas#POST}, the kind of the record, a hash of its content, and the
   * rejections.
   */
  public static final StructType SCHEMA = Schemas.concat(Schemas.nullable(Schemas.POST), OUTCOME);

  private ParsedPostCodec() {}

  /** A row of {@link #SCHEMA}. */
  public static Row toRow(ParsedPost parsed) {
    return parsed.fold(
        accepted ->
            Rows.append(
                PostCodec.toRow(accepted.post()),
                OUTCOME,
                POST,
                hash(accepted.post()),
                rejections(accepted.rejections())),
        deleted -> other(deleted.postId(), deleted.extra(), DELETED, hash(deleted), List.of()),
        rejected ->
            other(
                rejected.postId().orElse(null),
                null,
                REJECTED,
                hash(rejected.rejection()),
                List.of(rejected.rejection())));
  }

  private static Row other(
      String postId, String extra, String kind, String hash, List<Rejection> rejections) {
    return Rows.of(SCHEMA, postId, null, null, null, extra, kind, hash, rejections(rejections));
  }

  private static Object rejections(List<Rejection> rejections) {
    return Rows.array(rejections.stream().map(PostCodec::toRow).toList());
  }

  /** SHA-256 of all parts of the post, each preceded by its length. */
  private static String hash(Post post) {
    MessageDigest digest = sha256();
    update(digest, post.text());
    update(digest, post.mentions().toString());
    for (ImageRef image : post.images()) {
      if (image instanceof ImageRef.Bytes bytes) {
        update(digest, bytes.content());
      } else {
        update(digest, image.toString());
      }
    }
    update(digest, post.extra());
    return hex(digest);
  }

  private static String hash(ParsedPost.Deleted deleted) {
    MessageDigest digest = sha256();
    update(digest, DELETED);
    update(digest, deleted.extra());
    return hex(digest);
  }

  private static String hash(Rejection rejection) {
    MessageDigest digest = sha256();
    update(digest, rejection.reason().code());
    update(digest, rejection.message());
    update(digest, rejection.record());
    return hex(digest);
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, String part) {
    update(digest, part.getBytes(StandardCharsets.UTF_8));
  }

  private static void update(MessageDigest digest, byte[] part) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
    digest.update(part);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
