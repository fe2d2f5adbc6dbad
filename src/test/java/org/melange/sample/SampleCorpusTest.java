package org.melange.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.corpus.Span;

/** The default sample, written once and read back. */
class SampleCorpusTest {

  private static final String BY_POST = "images/posts/";

  @TempDir static Path dir;
  private static SampleCounts counts;
  private static WrittenSample sample;
  private static Map<String, JsonNode> posts;

  @BeforeAll
  static void write() throws IOException {
    counts = SampleCorpus.write(dir, SampleOptions.defaults());
    sample = new WrittenSample(dir);
    posts = sample.posts();
  }

  @Test
  void countsAreThoseOfTheFiles() {
    assertThat(sample.rows(SampleCorpus.KB)).hasSize(counts.entities());
    assertThat(sample.lines(SampleCorpus.POSTS)).hasSize(counts.lines());
    assertThat(sample.rows(SampleCorpus.GOLD)).hasSize(counts.mentions());
    assertThat(sample.rows(SampleCorpus.GOLD_BY_NAME)).hasSize(counts.byName());
    assertThat(counts.defects()).hasSize(Defect.values().length).containsValue(1);
    assertThat(counts.posts()).isEqualTo(counts.lines() - 4);
  }

  @Test
  void thereIsEnoughOfEachKind() {
    assertThat(counts.posts()).isGreaterThanOrEqualTo(400);
    assertThat(counts.withImage()).isGreaterThanOrEqualTo(300);
    assertThat(counts.nil()).isBetween(8, 40);
    assertThat(counts.byName()).isBetween(20, 60);
    assertThat(posts.values()).filteredOn(p -> p.get("images").isEmpty()).hasSizeBetween(30, 80);
    assertThat(posts.values())
        .filteredOn(p -> p.path("mentions").size() == 2)
        .hasSizeGreaterThan(30);
    assertThat(mentions()).filteredOn(m -> !m.has("start")).hasSizeGreaterThan(20);
    assertThat(posts.values()).allMatch(p -> p.get("split").asText().equals("test"));
  }

  @Test
  void mostMentionsAreSharedNames() {
    Set<String> shared = SampleEntitiesTest.sharedNames(SampleEntities.load());
    long ambiguous =
        mentions().stream().filter(m -> shared.contains(m.get("text").asText())).count();
    assertThat(ambiguous).isGreaterThan(mentions().size() / 2);
  }

  @Test
  void spansCoverTheirMentions() {
    for (JsonNode post : posts.values()) {
      for (JsonNode mention : post.path("mentions")) {
        if (mention.has("start") && post.get("post_id").asText().startsWith("s")) {
          assertThat(covered(post, mention)).isEqualTo(mention.get("text").asText());
        }
      }
    }
    for (JsonNode found : sample.rows(SampleCorpus.GOLD_BY_NAME)) {
      JsonNode post = posts.get(found.get("post_id").asText());
      assertThat(post.has("mentions")).isFalse();
      assertThat(covered(post, found)).isEqualTo(found.get("text").asText());
    }
  }

  @Test
  void someSpansComeAfterCharactersOutsideTheBasicPlane() {
    assertThat(posts.values())
        .filteredOn(p -> p.get("text").asText().startsWith("🏟"))
        .isNotEmpty();
  }

  @Test
  void goldNamesEveryAcceptedMentionOnceAndEntitiesOfTheKnowledgeBase() {
    Set<String> qids = new HashSet<>();
    sample.rows(SampleCorpus.KB).forEach(e -> qids.add(e.get("qid").asText()));
    Set<String> answered = new HashSet<>();
    for (JsonNode row : sample.rows(SampleCorpus.GOLD)) {
      String id = row.get("post_id").asText() + "/" + row.get("mention_id").asText();
      assertThat(answered.add(id)).as(id).isTrue();
      assertThat(row.get("qid").isNull() || qids.contains(row.get("qid").asText())).isTrue();
    }
    assertThat(answered).isEqualTo(acceptedMentions());
  }

  @Test
  void everyIntactImageDecodesAtItsSize() throws IOException {
    int files = 0;
    for (JsonNode post : posts.values()) {
      if (post.get("post_id").asText().startsWith("s") && !post.get("images").isEmpty()) {
        String uri = WrittenSample.uri(post);
        byte[] bytes = uri.startsWith("data:") ? inline(uri) : sample.image(post);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
        assertThat(image.getWidth()).isBetween(160, 480);
        files++;
      }
    }
    assertThat(files).isGreaterThanOrEqualTo(300);
  }

  @Test
  void oneImageIsInItsUri() {
    assertThat(posts.values())
        .filteredOn(p -> p.toString().contains("data:image/jpeg;base64,"))
        .hasSize(1);
  }

  @Test
  void imagesOfEntitiesExist() throws IOException {
    int withImage = 0;
    for (JsonNode entity : sample.rows(SampleCorpus.KB)) {
      for (JsonNode uri : entity.get("images")) {
        assertThat(ImageIO.read(dir.resolve(uri.asText()).toFile()).getWidth()).isEqualTo(320);
        withImage++;
      }
    }
    assertThat(withImage).isEqualTo(counts.drawable());
  }

  @Test
  void linesAreJsonButForTheOneThatIsCutOff() {
    List<String> bad = new ArrayList<>();
    for (String line : sample.lines(SampleCorpus.POSTS)) {
      if (WrittenSample.parse(line).isEmpty()) {
        bad.add(line);
      }
    }
    assertThat(bad).singleElement().asString().contains("x-malformed-json");
  }

  @Test
  void brokenPostsAreBrokenAsTheirNamesSay() {
    List<String> lines = sample.lines(SampleCorpus.POSTS);
    assertThat(lines).filteredOn(l -> l.startsWith("{\"text\"")).hasSize(1);
    assertThat(lines).hasSize(Set.copyOf(lines).size() + 1);
    assertThat(sample.broken(Defect.TEXT_WRONG_TYPE).get("text").isNumber()).isTrue();
    JsonNode outside = sample.broken(Defect.SPAN_OUTSIDE_TEXT);
    assertThat(span(outside.get("mentions").get(1)).inside(outside.get("text").asText())).isFalse();
    JsonNode mismatch = sample.broken(Defect.SPAN_MISMATCH);
    assertThat(covered(mismatch, mismatch.get("mentions").get(1)))
        .isNotEqualTo(mismatch.get("mentions").get(1).get("text").asText());
  }

  @Test
  void brokenImagesAreBrokenAsTheirNamesSay() {
    assertThat(dir.resolve(BY_POST + "x-image-absent.jpg")).doesNotExist();
    assertThat(sample.image(sample.broken(Defect.IMAGE_EMPTY))).isEmpty();
    assertThat(sample.image(sample.broken(Defect.IMAGE_IS_HTML))).startsWith('<', '!');
    assertThat(sample.image(sample.broken(Defect.IMAGE_BOMB))).hasSizeLessThan(1_000);
    byte[] half = sample.image(sample.broken(Defect.IMAGE_TRUNCATED));
    assertThat(half).startsWith(0xff, 0xd8).hasSizeGreaterThan(1_000);
    assertThat(half[half.length - 1] == (byte) 0xd9 && half[half.length - 2] == (byte) 0xff)
        .isFalse();
    assertThat(WrittenSample.uri(sample.broken(Defect.DATA_URI_BROKEN))).contains("*");
  }

  @Test
  void theBombClaimsToBeHuge() throws IOException {
    byte[] bomb = sample.image(sample.broken(Defect.IMAGE_BOMB));
    try (var stream = ImageIO.createImageInputStream(new ByteArrayInputStream(bomb))) {
      var reader = ImageIO.getImageReaders(stream).next();
      reader.setInput(stream);
      assertThat(reader.getWidth(0)).isEqualTo(50_000);
      assertThat(reader.getHeight(0)).isEqualTo(50_000);
      reader.dispose();
    }
  }

  @Test
  void nothingElseLiesAround() throws IOException {
    try (var files = Files.list(dir)) {
      assertThat(files.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "kb.jsonl", "posts.jsonl", "gold.jsonl", "gold-by-name.jsonl", "images");
    }
  }

  private static List<JsonNode> mentions() {
    List<JsonNode> mentions = new ArrayList<>();
    posts.values().forEach(post -> post.path("mentions").forEach(mentions::add));
    return mentions;
  }

  private static Set<String> acceptedMentions() {
    Set<String> ids = new HashSet<>();
    for (JsonNode post : posts.values()) {
      String id = post.get("post_id").asText();
      for (JsonNode mention : post.path("mentions")) {
        ids.add(id + "/" + mention.get("mention_id").asText());
      }
    }
    ids.removeIf(id -> id.startsWith("x-text") || id.matches("x-span.*/m2"));
    return ids;
  }

  private static byte[] inline(String uri) {
    return Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
  }

  private static Span span(JsonNode mention) {
    return new Span(mention.get("start").asInt(), mention.get("end").asInt());
  }

  private static String covered(JsonNode post, JsonNode mention) {
    return span(mention).of(post.get("text").asText());
  }
}
