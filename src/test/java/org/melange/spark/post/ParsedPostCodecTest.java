package org.melange.spark.post;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.melange.corpus.ImageRef;
import org.melange.corpus.Mention;
import org.melange.corpus.ParsedPost;
import org.melange.corpus.Post;
import org.melange.corpus.Rejection;
import org.melange.spark.row.PostCodec;

/** Parsed records as rows. */
class ParsedPostCodecTest {

  private static final Mention OSLO = new Mention("0", "Oslo", Optional.empty());
  private static final Rejection REJECTION =
      new Rejection(Rejection.Stage.MENTION, Rejection.Reason.MISSING_FIELD, "no text", "{}");

  private static Row row(Post post, Rejection... rejections) {
    return ParsedPostCodec.toRow(new ParsedPost.Accepted(post, List.of(rejections)));
  }

  private static Post post(
      String id, String text, List<Mention> mentions, ImageRef image, String extra) {
    return new Post(id, text, Optional.ofNullable(mentions), List.of(image), extra);
  }

  private static String hash(Row row) {
    return row.getAs("record_hash");
  }

  @Test
  void anAcceptedPostHasItsColumnsAndItsRejections() {
    Row row =
        row(post("p", "text", List.of(OSLO), new ImageRef.Uri("a"), "{}"), REJECTION, REJECTION);
    assertThat(row.schema().fieldNames()).isEqualTo(ParsedPostCodec.SCHEMA.fieldNames());
    assertThat(row.<String>getAs("post_id")).isEqualTo("p");
    assertThat(PostCodec.mentions(row)).contains(List.of(OSLO));
    assertThat(PostCodec.list(row, "rejections")).hasSize(2);
    assertThat(hash(row)).matches("[0-9a-f]{64}");
  }

  @Test
  void aRejectedRecordHasOnlyARejection() {
    Row row = ParsedPostCodec.toRow(new ParsedPost.Rejected(REJECTION));
    assertThat(row.length()).isEqualTo(ParsedPostCodec.SCHEMA.size());
    assertThat(Stream.of("post_id", "text", "mentions", "images", "extra"))
        .allMatch(column -> row.getAs(column) == null);
    assertThat(row.<String>getAs("record_kind")).isEqualTo(ParsedPostCodec.REJECTED);
    assertThat(hash(row)).matches("[0-9a-f]{64}");
    assertThat(PostCodec.list(row, "rejections"))
        .singleElement()
        .satisfies(
            rejection -> assertThat(rejection.<String>getAs("message")).isEqualTo("no text"));
  }

  @Test
  void aRejectedRecordKeepsAnIdentifierThatIsValid() {
    Row row = ParsedPostCodec.toRow(new ParsedPost.Rejected(REJECTION, Optional.of("p")));
    assertThat(row.<String>getAs("post_id")).isEqualTo("p");
    assertThat(row.<String>getAs("text")).isNull();
  }

  @Test
  void aDeletionHasItsPostAndItsOrder() {
    Row row = ParsedPostCodec.toRow(new ParsedPost.Deleted("p", "{\"at\":1}"));
    assertThat(row.<String>getAs("post_id")).isEqualTo("p");
    assertThat(row.<String>getAs("record_kind")).isEqualTo(ParsedPostCodec.DELETED);
    assertThat(row.<String>getAs("extra")).isEqualTo("{\"at\":1}");
    assertThat(PostCodec.list(row, "rejections")).isEmpty();
    assertThat(hash(row))
        .isNotEqualTo(hash(ParsedPostCodec.toRow(new ParsedPost.Deleted("p", "{\"at\":2}"))));
  }

  @Test
  void theHashDependsOnEveryPartOfTheContentOnly() {
    ImageRef uri = new ImageRef.Uri("a");
    String hash = hash(row(post("p", "text", List.of(OSLO), uri, "{}")));
    assertThat(hash(row(post("other id", "text", List.of(OSLO), uri, "{}"), REJECTION)))
        .isEqualTo(hash);
    assertThat(
            Stream.of(
                    post("p", "texu", List.of(OSLO), uri, "{}"),
                    post("p", "text", List.of(), uri, "{}"),
                    post("p", "text", null, uri, "{}"),
                    post("p", "text", List.of(OSLO), new ImageRef.Uri("b"), "{}"),
                    post("p", "text", List.of(OSLO), new ImageRef.Bytes(new byte[] {1}), "{}"),
                    post("p", "text", List.of(OSLO), new ImageRef.Bytes(new byte[] {2}), "{}"),
                    post("p", "text", List.of(OSLO), uri, "{\"a\":1}"))
                .map(post -> hash(row(post))))
        .doesNotContain(hash)
        .doesNotHaveDuplicates();
    byte[] bytes = {1, 2};
    assertThat(hash(row(post("p", "", null, new ImageRef.Bytes(bytes), "{}"))))
        .isEqualTo(hash(row(post("p", "", null, new ImageRef.Bytes(bytes.clone()), "{}"))));
  }
}
