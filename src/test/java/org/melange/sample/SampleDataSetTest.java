package org.melange.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample as a data set: what is learned from must not be what is measured on. */
class SampleDataSetTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path dir;
  private static List<JsonNode> train;
  private static List<JsonNode> dev;
  private static List<JsonNode> test;

  @BeforeAll
  static void write() throws IOException {
    SampleDataSet.write(dir, 43, new SampleDataSet.Sizes(120, 20, 60));
    train = records("train");
    dev = records("dev");
    test = records("test");
  }

  @Test
  void partsHaveNeitherSentencesNorImagesInCommon() throws Exception {
    List<JsonNode> learned = new ArrayList<>(train);
    learned.addAll(dev);
    assertThat(all(learned, "id")).doesNotContainAnyElementsOf(all(test, "id"));
    assertThat(sentences(learned)).doesNotContainAnyElementsOf(sentences(test));
    assertThat(images(learned)).hasSizeGreaterThan(100).doesNotContainAnyElementsOf(images(test));
    assertThat(all(train, "id")).doesNotContainAnyElementsOf(all(dev, "id"));
  }

  @Test
  void answersAreEntitiesOrNil() {
    SampleEntities entities = SampleEntities.load();
    assertThat(all(test, "answer")).contains("nil");
    for (JsonNode record : train) {
      String answer = record.path("answer").asText();
      if (!answer.equals("nil")) {
        SampleEntity entity = entities.withQid(answer);
        assertThat(entity.names()).contains(record.path("mentions").asText());
        assertThat(record.path("entities").asText()).isEqualTo(entity.label());
        assertThat(record.path("sentence").asText()).contains(record.path("mentions").asText());
      }
    }
  }

  @Test
  void theHeldOutPartIsWhatTheDemoShows() throws IOException {
    Path demo = dir.resolve("demo");
    SampleCorpus.write(demo, SampleOptions.defaults().withPosts(60));
    Set<String> shown =
        new WrittenSample(demo)
            .posts().values().stream()
                .map(p -> p.path("text").asText())
                .collect(Collectors.toSet());
    assertThat(shown).containsAll(all(test, "sentence"));
  }

  /** What is around the mentions: names are the same in both parts. */
  private static Set<String> sentences(List<JsonNode> records) {
    return records.stream()
        .map(r -> r.path("sentence").asText().replace(r.path("mentions").asText(), "_"))
        .collect(Collectors.toSet());
  }

  private static Set<String> all(List<JsonNode> records, String key) {
    return records.stream().map(r -> r.path(key).asText()).collect(Collectors.toSet());
  }

  private static Set<String> images(List<JsonNode> records) throws Exception {
    Set<String> hashes = new java.util.HashSet<>();
    for (String path : all(records, "imgPath")) {
      if (!path.isEmpty()) {
        byte[] bytes = Files.readAllBytes(dir.resolve(path));
        hashes.add(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
      }
    }
    return hashes;
  }

  private static List<JsonNode> records(String split) throws IOException {
    List<JsonNode> records = new ArrayList<>();
    JSON.readTree(dir.resolve("sample_" + split + ".json").toFile()).forEach(records::add);
    return records;
  }
}
