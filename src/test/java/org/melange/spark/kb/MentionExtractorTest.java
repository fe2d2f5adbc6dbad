package org.melange.spark.kb;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Settings;
import org.melange.corpus.Span;
import org.melange.enrich.chat.TextTruncation;
import org.melange.link.model.InputText;
import org.melange.spark.post.PostFormat;
import org.melange.spark.post.PostInput;
import org.melange.spark.post.PostSource;
import org.melange.testing.LocalSpark;

/** Mentions of posts in many scripts, of long posts, and of posts with too many. */
class MentionExtractorTest {

  private static final Path DATA = Path.of("src/test/resources/names");
  private static final String POSTS =
      "post_id string, text string,"
          + " mentions array<struct<mention_id: string, text: string, start: int, end: int>>";

  @TempDir private static Path dir;

  private static SparkSession spark;

  @BeforeAll
  static void importNames() {
    spark = LocalSpark.session();
    String file = DATA.resolve("kb.jsonl").toString();
    try (EntitySource source =
        EntitySource.read(
            spark, List.of(new EntitySource.Input(EntitySource.Format.JSONL, file)))) {
      KnowledgeBase.write(source.entities(), dir.toString(), Map.of());
    }
  }

  @Test
  void namesAreFoundInManyScriptsAndSpellings() {
    Map<String, String> found = found(extractor(), DATA.resolve("posts.jsonl").toString());
    assertThat(found)
        .containsEntry("ko1", "서울@0")
        .containsEntry("ko2", "서울@3")
        .containsEntry("ko3", "부산@0")
        .containsEntry("ja", "東京@0")
        .containsEntry("zh", "北京@3")
        .containsEntry("th", "กรุงเทพ@2")
        .containsEntry("saopaulo", "São Paulo@8")
        .containsEntry("zurich", "Zurich@0")
        .containsEntry("stlouis", "St. Louis@9")
        .containsEntry("oneill", "O'Neill@4")
        .containsEntry("jeanpaul", "Jean-Paul@4")
        .containsEntry("possc", "Barack Obama@0")
        .containsEntry("viet", "Ho Chi Minh@0")
        .containsEntry("danang", "Da Nang@0")
        .containsEntry("dup", "Georgia@0;Georgia@9;Georgia@21")
        .doesNotContainKeys("zuerich", "camel", "gen", "lower");
    Settings lowerCase = Settings.load(Optional.empty(), List.of("mentions.match-lowercase=true"));
    assertThat(found(extractor().setSettings(lowerCase), DATA.resolve("posts.jsonl").toString()))
        .containsEntry("lower", "georgia@7;new york@19")
        .containsEntry("william", "will.i.am@0")
        .containsEntry("saopaulo", "São Paulo@8");
  }

  private static Map<String, String> found(MentionExtractor extractor, String posts) {
    try (PostSource source =
        PostSource.read(spark, new PostInput(PostFormat.JSONL, posts, 10_000, 2))) {
      return extractor
          .transform(source.posts())
          .orderBy("post_id", "span_start")
          .collectAsList()
          .stream()
          .collect(
              Collectors.toMap(
                  row -> row.getAs("post_id"),
                  row -> row.getAs("mention") + "@" + row.getAs("span_start"),
                  (a, b) -> a + ";" + b));
    }
  }

  @Test
  void rowsOfALongPostHaveTheTextThatModelsSee() {
    String text = "🌍 Georgia  and " + "New\nYork, or ".repeat(3_000);
    List<Row> rows = extractor().transform(posts(text, null)).collectAsList();
    int window = Settings.defaults().enrich().questions().maxTextChars();
    assertThat(rows).hasSize(3_001);
    for (Row row : rows) {
      Span span = new Span(row.getAs("span_start"), row.getAs("span_end"));
      assertThat(span.of(text)).isEqualTo(row.getAs("mention"));
      assertThat(row.<String>getAs("text")).isEqualTo(InputText.head(text));
      assertThat(row.<String>getAs("context"))
          .isEqualTo(TextTruncation.around(text, row.getAs("mention"), Optional.of(span), window));
    }
    String brief = text.substring(0, InputText.MAX_CHARS);
    assertThat(extractor().transform(posts(brief, null)).collectAsList())
        .isNotEmpty()
        .allMatch(row -> row.getAs("text").equals(brief) && row.getAs("context") == null);
  }

  @Test
  void mentionsBeyondTheLimitAreRejectedOneByOne() {
    MentionExtractor three = extractor().setMaxPerPost(3);
    Dataset<Row> found = posts("Georgia, ".repeat(5), null);
    Dataset<Row> given = posts("Georgia", "a", "b", "c", "d");
    Dataset<Row> few = posts("Georgia, Georgia and Georgia", null).unionByName(posts("", "a", "b"));
    Dataset<Row> all = found.unionByName(given).unionByName(few);
    assertThat(three.transform(found).collectAsList())
        .extracting(row -> row.<String>getAs("mention_id"))
        .containsExactly("0", "1", "2");
    assertThat(three.transform(given).collectAsList())
        .extracting(row -> row.<String>getAs("mention_id"))
        .containsExactly("a", "b", "c");
    List<Row> rejected = three.rejections(withFound(all)).collectAsList();
    assertThat(rejected)
        .extracting(row -> row.getAs("stage") + "/" + row.getAs("reason"))
        .containsOnly("mention/too_many_mentions");
    assertThat(rejected)
        .extracting(row -> row.<String>getAs("record"))
        .containsExactlyInAnyOrder(
            "{\"post_id\":\"p\",\"mention_id\":\"3\",\"text\":\"Georgia\",\"start\":27,\"end\":34}",
            "{\"post_id\":\"p\",\"mention_id\":\"4\",\"text\":\"Georgia\",\"start\":36,\"end\":43}",
            "{\"post_id\":\"p\",\"mention_id\":\"d\",\"text\":\"d\",\"start\":null,\"end\":null}");
    assertThat(rejected.get(0).<String>getAs("message"))
        .isEqualTo("the post has 5 mentions, more than mentions.max-per-post=3");
    assertThat(three.transform(all).count() + rejected.size())
        .isEqualTo(extractor().transform(all).count());
  }

  @Test
  void mentionsFoundBeforehandGiveTheSameRows() {
    Dataset<Row> all =
        posts("Georgia, New York and 🌍 Georgia", null)
            .unionByName(posts("Georgia", "given"))
            .unionByName(posts("Georgia")); // given: none
    List<Row> found = extractor().find(all, "found").select("found").collectAsList();
    assertThat(found.get(0).getList(0)).hasSize(3);
    assertThat(found.subList(1, 3)).allMatch(row -> row.isNullAt(0));
    assertThat(extractor().transform(withFound(all)).collectAsList())
        .isEqualTo(extractor().transform(all).collectAsList())
        .extracting(row -> row.<String>getAs("mention"))
        .containsExactly("Georgia", "New York", "Georgia", "given");
  }

  @Test
  void findsNothingInAPostWithoutText() {
    Dataset<Row> posts = posts("Georgia", null).withColumn("text", lit(null).cast("string"));
    assertThat(extractor().find(posts, "found").first().isNullAt(3)).isTrue();
  }

  private static Dataset<Row> withFound(Dataset<Row> posts) {
    return extractor()
        .find(posts, "found")
        .withColumn("mentions", coalesce(col("mentions"), col("found")))
        .drop("found");
  }

  private static MentionExtractor extractor() {
    return new MentionExtractor().setKb(dir.toString());
  }

  private static Dataset<Row> posts(String text, String... mentions) {
    String given =
        mentions == null
            ? "null"
            : Arrays.stream(mentions)
                .map(m -> "{\"mention_id\":\"" + m + "\",\"text\":\"" + m + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
    return LocalSpark.rows(
        POSTS,
        List.of(
            "{\"post_id\":\"p\",\"text\":\"%s\",\"mentions\":%s}"
                .formatted(text.replace("\n", "\\n"), given)));
  }
}
