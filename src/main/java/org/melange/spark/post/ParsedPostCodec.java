package org.melange.spark.post;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.corpus.ImageRef;
import org.melange.corpus.ParsedPost;
import org.melange.corpus.Post;
import org.melange.corpus.Rejection;
import org.melange.run.Fingerprint;
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

  private static String hash(Post post) {
    Fingerprint hash = new Fingerprint().add(post.text()).add(post.mentions().toString());
    for (ImageRef image : post.images()) {
      if (image instanceof ImageRef.Bytes bytes) {
        hash.add(bytes.content());
      } else {
        hash.add(image.toString());
      }
    }
    return hash.add(post.extra()).hex();
  }

  private static String hash(ParsedPost.Deleted deleted) {
    return new Fingerprint().add(DELETED).add(deleted.extra()).hex();
  }

  private static String hash(Rejection rejection) {
    return new Fingerprint()
        .add(rejection.reason().code())
        .add(rejection.message())
        .add(rejection.record())
        .hex();
  }
}
