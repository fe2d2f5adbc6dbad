package org.melange.spark.row;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.melange.corpus.ImageRef;
import org.melange.corpus.Mention;
import org.melange.corpus.MimicPostParser;
import org.melange.corpus.Post;
import org.melange.corpus.Rejection;
import org.melange.corpus.Span;

/** Converts between the records of the corpus and rows of {@link Schemas}. */
public final class PostCodec {

  private PostCodec() {}

  /** A row of {@link Schemas#POST}. */
  public static Row toRow(Post post) {
    return Rows.of(
        Schemas.POST,
        post.postId(),
        post.text(),
        post.mentions()
            .map(mentions -> Rows.array(mentions.stream().map(PostCodec::toRow).toList()))
            .orElse(null),
        Rows.array(post.images().stream().map(PostCodec::toRow).toList()),
        post.extra());
  }

  /** A row of {@link Schemas#REJECTION}. */
  public static Row toRow(Rejection rejection) {
    return Rows.of(
        Schemas.REJECTION,
        rejection.stage().code(),
        rejection.reason().code(),
        rejection.message(),
        rejection.record());
  }

  private static ImageRef image(Row row) {
    String uri = row.getAs("uri");
    return uri != null ? new ImageRef.Uri(uri) : new ImageRef.Bytes(row.getAs("bytes"));
  }

  /** The images of a row of posts or entities, without those that have neither URI nor bytes. */
  public static List<ImageRef> images(Row row) {
    List<Row> images = list(row, "images");
    return images == null
        ? List.of()
        : images.stream()
            .filter(image -> image.getAs("uri") != null || image.getAs("bytes") != null)
            .map(PostCodec::image)
            .toList();
  }

  /** The description that a post of this row, or of its mentions, came with. */
  public static Optional<String> givenDescription(Row row) {
    boolean further = Arrays.asList(row.schema().fieldNames()).contains("extra");
    return further && row.getAs("extra") instanceof String extra
        ? MimicPostParser.givenDescription(extra)
        : Optional.empty();
  }

  /** The mentions of a row of posts; empty if they are still to be found. */
  public static Optional<List<Mention>> mentions(Row post) {
    return Optional.ofNullable(list(post, "mentions"))
        .map(rows -> rows.stream().map(PostCodec::mention).toList());
  }

  /** The elements of an array column; null if the column is null. */
  public static List<Row> list(Row row, String name) {
    int column = row.fieldIndex(name);
    return row.isNullAt(column) ? null : row.getList(column);
  }

  private static Mention mention(Row row) {
    Integer start = row.getAs("start");
    Integer end = row.getAs("end");
    return new Mention(
        row.getAs("mention_id"),
        row.getAs("text"),
        start == null || end == null ? Optional.empty() : Optional.of(new Span(start, end)));
  }

  /** A row of {@link Schemas#MENTION}. */
  public static Row toRow(Mention mention) {
    return Rows.of(
        Schemas.MENTION,
        mention.mentionId(),
        mention.text(),
        mention.span().map(Span::start).orElse(null),
        mention.span().map(Span::end).orElse(null));
  }

  private static Row toRow(ImageRef image) {
    if (image instanceof ImageRef.Uri uri) {
      return Rows.of(Schemas.IMAGE, uri.uri(), null);
    }
    return Rows.of(Schemas.IMAGE, null, ((ImageRef.Bytes) image).content());
  }
}
