package org.melange.spark.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.melange.corpus.ImageRef;
import org.melange.corpus.Mention;
import org.melange.corpus.Post;
import org.melange.corpus.Rejection;
import org.melange.corpus.Span;
import org.melange.testing.LocalSpark;

/** Posts as rows and back. */
class PostCodecTest {

  private static final List<Mention> MENTIONS =
      List.of(
          new Mention("0", "Oslo", Optional.of(new Span(3, 7))),
          new Mention("m", "Bergen", Optional.empty()));

  private static Post post(Optional<List<Mention>> mentions, ImageRef... images) {
    return new Post("p", "text", mentions, List.of(images), "{\"lang\":\"no\"}");
  }

  @Test
  void mentionsSurvive() {
    assertThat(PostCodec.mentions(PostCodec.toRow(post(Optional.of(MENTIONS))))).contains(MENTIONS);
    assertThat(PostCodec.mentions(PostCodec.toRow(post(Optional.of(List.of())))))
        .contains(List.of());
    assertThat(PostCodec.mentions(PostCodec.toRow(post(Optional.empty())))).isEmpty();
  }

  @Test
  void imagesSurvive() {
    byte[] bytes = {1, 2};
    Row row =
        PostCodec.toRow(
            post(Optional.empty(), new ImageRef.Uri("a.png"), new ImageRef.Bytes(bytes)));
    List<ImageRef> images = PostCodec.images(row);
    assertThat(images.get(0)).isEqualTo(new ImageRef.Uri("a.png"));
    assertThat(((ImageRef.Bytes) images.get(1)).content()).isEqualTo(bytes);
  }

  @Test
  void imagesWithoutUriAndBytesAreDropped() {
    Row none = Rows.of(Schemas.IMAGE, null, null);
    Row row =
        Rows.with(PostCodec.toRow(post(Optional.empty())), "images", Rows.array(List.of(none)));
    assertThat(PostCodec.images(row)).isEmpty();
    assertThat(PostCodec.images(Rows.with(row, "images", null))).isEmpty();
  }

  @Test
  void aSpanWithOnlyOneEndIsUnknown() {
    Row mention = Rows.of(Schemas.MENTION, "0", "Oslo", 3, null);
    Row row =
        Rows.with(
            PostCodec.toRow(post(Optional.empty())), "mentions", Rows.array(List.of(mention)));
    assertThat(PostCodec.mentions(row).orElseThrow().get(0).span()).isEmpty();
  }

  @Test
  void rejectionsAreWrittenWithTheirCodes() {
    Row row =
        PostCodec.toRow(
            new Rejection(
                Rejection.Stage.MENTION, Rejection.Reason.SPAN_MISMATCH, "message", "record"));
    assertThat(row.mkString("|")).isEqualTo("mention|span_mismatch|message|record");
  }

  @Test
  void rowsAreThoseThatSparkGivesAfterEncoding() {
    Row row = PostCodec.toRow(post(Optional.of(MENTIONS), new ImageRef.Uri("a")));
    Dataset<Row> encoded =
        LocalSpark.session().createDataset(List.of(row), Encoders.row(Schemas.POST));
    assertThat(encoded.first()).isEqualTo(row);
  }
}
