package org.melange.spark.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.melange.corpus.ImageRef;
import org.melange.corpus.Mention;
import org.melange.corpus.Span;
import org.melange.testing.LocalSpark;

/** Posts as Spark reads them from JSON. */
class PostColumnsTest {

  private static Row post(String... lines) {
    SparkSession spark = LocalSpark.session();
    Dataset<Row> posts = spark.read().json(spark.createDataset(List.of(lines), Encoders.STRING()));
    Dataset<Row> converted = PostColumns.of(posts);
    StructType expected = PostColumns.schema(posts.schema());
    assertThat(converted.schema().asNullable().sameType(expected.asNullable())).isTrue();
    assertThat(expected.apply("images").dataType())
        .isEqualTo(Schemas.POST.apply("images").dataType());
    return converted.collectAsList().get(0);
  }

  @Test
  void aLineOfTheReadmeBecomesAPost() {
    Row post =
        post(
            "{\"post_id\": \"17\", \"text\": \"Fans in Georgia\", \"mentions\": [{\"text\":"
                + " \"Georgia\", \"start\": 8, \"end\": 15}], \"images\": [\"17.jpg\"]}");
    assertThat(PostCodec.mentions(post).orElseThrow())
        .containsExactly(new Mention("0", "Georgia", java.util.Optional.of(new Span(8, 15))));
    assertThat(PostCodec.images(post)).containsExactly(new ImageRef.Uri("17.jpg"));
  }

  @Test
  void mentionsMayLackIdentifierTextOrSpan() {
    Row post =
        post(
            "{\"post_id\": 17, \"text\": \"\uD83D\uDE00 Oslo\", \"mentions\": [null,"
                + " {\"start\": 2.0, \"end\": 6.0}, {\"mention_id\": 9, \"text\": \"Bergen\"}]}");
    assertThat(post.<String>getAs("post_id")).isEqualTo("17");
    assertThat(PostCodec.mentions(post).orElseThrow())
        .containsExactly(
            new Mention("1", "Oslo", java.util.Optional.of(new Span(2, 6))),
            new Mention("9", "Bergen", java.util.Optional.empty()));
    assertThat(PostCodec.images(post)).isEmpty();
    Row names = post("{\"post_id\": \"a\", \"text\": \"\", \"mentions\": [\"Oslo\"]}");
    assertThat(PostCodec.mentions(names).orElseThrow())
        .containsExactly(new Mention("0", "Oslo", java.util.Optional.empty()));
    assertThat(PostCodec.mentions(post("{\"post_id\": \"a\", \"text\": \"\"}"))).isEmpty();
  }

  @Test
  void imagesMayBeAddressesOrObjectsOrOneOfThem() {
    assertThat(images("\"a.jpg\"")).containsExactly(new ImageRef.Uri("a.jpg"));
    assertThat(images("[\"a.jpg\", \" \", null, \"b.jpg\"]"))
        .containsExactly(new ImageRef.Uri("a.jpg"), new ImageRef.Uri("b.jpg"));
    assertThat(images("{\"path\": \"a.jpg\", \"width\": 9}"))
        .containsExactly(new ImageRef.Uri("a.jpg"));
    List<ImageRef> objects =
        images("[{\"bytes\": \"AQI=\", \"path\": \"x\"}, {\"url\": \"a.jpg\"}, {\"uri\": \"\"}]");
    assertThat(objects).hasSize(2);
    assertThat(((ImageRef.Bytes) objects.get(0)).content()).containsExactly(1, 2);
    assertThat(objects.get(1)).isEqualTo(new ImageRef.Uri("a.jpg"));
  }

  @Test
  void columnsThatFitOrCannotBeConvertedStay() {
    assertThat(PostColumns.schema(Schemas.POST)).isEqualTo(Schemas.POST);
    StructType wrong =
        new StructType()
            .add("post_id", DataTypes.BooleanType)
            .add("mentions", DataTypes.StringType)
            .add("images", DataTypes.LongType);
    assertThat(PostColumns.schema(wrong)).isEqualTo(wrong);
  }

  private static List<ImageRef> images(String json) {
    return PostCodec.images(post("{\"post_id\": \"a\", \"text\": \"\", \"images\": " + json + "}"));
  }
}
