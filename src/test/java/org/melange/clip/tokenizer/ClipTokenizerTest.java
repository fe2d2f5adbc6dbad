package org.melange.clip.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.testing.DevelopmentData;

/** The published vocabulary gives the published ids; skipped where that vocabulary is not. */
final class ClipTokenizerTest {

  private static ClipTokenizer tokenizer;

  @BeforeAll
  static void load() {
    Optional<Path> published = DevelopmentData.file("clip-vit-base-patch32/tokenizer.json");
    tokenizer = published.map(path -> ClipTokenizer.load(path, 300)).orElse(null);
  }

  @AfterAll
  static void close() {
    if (tokenizer != null) {
      tokenizer.close();
    }
  }

  @Test
  void givesTheGoldenIds() throws IOException {
    assumePublished();
    for (JsonElement element : golden()) {
      JsonObject expected = element.getAsJsonObject();
      String text = expected.get("text").getAsString();
      ClipTokenizer.Encoded encoded = tokenizer.encode(text);
      assertThat(inner(encoded)).as(text).isEqualTo(ids(expected));
      assertThat(encoded.ids()).hasSize(300);
      assertThat(encoded.ids()[0]).isEqualTo(49406);
      assertThat(Arrays.stream(encoded.ids()).skip(encoded.length() - 1L)).containsOnly(49407L);
    }
  }

  @Test
  void truncatesSoThatTheEndMarkerIsLast() throws IOException {
    assumePublished();
    Path published = DevelopmentData.file("clip-vit-base-patch32/tokenizer.json").orElseThrow();
    try (ClipTokenizer small = ClipTokenizer.load(published, 8)) {
      for (JsonElement element : golden()) {
        JsonObject expected = element.getAsJsonObject();
        ClipTokenizer.Encoded encoded = small.encode(expected.get("text").getAsString());
        long[] all = ids(expected);
        assertThat(inner(encoded)).isEqualTo(Arrays.copyOf(all, Math.min(6, all.length)));
        assertThat(encoded.ids()).hasSize(8).endsWith(49407L);
      }
    }
  }

  @Test
  void knowsItsVocabulary() {
    assumePublished();
    assertThat(tokenizer.vocabularySize()).isEqualTo(49408);
    assertThat(tokenizer.startId()).isEqualTo(49406);
    assertThat(tokenizer.endId()).isEqualTo(49407);
    assertThat(tokenizer.maxLength()).isEqualTo(300);
  }

  @Test
  void takesInvalidUnicode() {
    assumePublished();
    assertThat(tokenizer.encode("a \ud83e b").ids()).isEqualTo(tokenizer.encode("a � b").ids());
    assertThat(tokenizer.encode("\udd8a").length()).isGreaterThan(2);
    assertThat(tokenizer.encode("a\0b").length()).isGreaterThan(2);
  }

  @Test
  void encodesInOrderAndOnManyThreads() {
    assumePublished();
    List<String> texts =
        IntStream.range(0, 200).mapToObj(i -> "post " + i + " about foxes").toList();
    List<long[]> inOrder = texts.stream().map(text -> tokenizer.encode(text).ids()).toList();
    List<long[]> batch = tokenizer.encode(texts).stream().map(ClipTokenizer.Encoded::ids).toList();
    List<long[]> parallel =
        texts.parallelStream().map(text -> tokenizer.encode(text).ids()).toList();
    for (int i = 0; i < texts.size(); i++) {
      assertThat(batch.get(i)).isEqualTo(inOrder.get(i));
      assertThat(parallel.get(i)).isEqualTo(inOrder.get(i));
    }
  }

  @Test
  void decodesToNormalizedText() {
    assumePublished();
    long[] ids = tokenizer.encode("Black   Panther plays").ids();
    assertThat(tokenizer.decode(ids)).isEqualTo("black panther plays");
  }

  @Test
  void refusesOtherTokenizers(@TempDir Path directory) throws IOException {
    Path missing = directory.resolve("missing.json");
    assertThatThrownBy(() -> ClipTokenizer.load(missing, 50))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("missing.json");
    for (String json : List.of("", "<html>", "[]", "{}", "{\"model\": {\"vocab\": 3}}")) {
      Path broken = Files.writeString(directory.resolve("broken.json"), json);
      assertThatIllegalArgumentException()
          .as(json)
          .isThrownBy(() -> ClipTokenizer.load(broken, 50))
          .withMessageContaining("broken.json");
    }
    Path bert =
        Files.writeString(
            directory.resolve("bert.json"),
            "{\"added_tokens\": [], \"model\": {\"vocab\": {\"[CLS]\": 0}}}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClipTokenizer.load(bert, 50))
        .withMessageContaining("<|startoftext|>")
        .withMessageContaining("not CLIP's tokenizer");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClipTokenizer.load(bert, 2))
        .withMessageContaining("at least 3");
  }

  private static void assumePublished() {
    assumeTrue(tokenizer != null, "the published vocabulary is not on this machine");
  }

  private static long[] inner(ClipTokenizer.Encoded encoded) {
    return Arrays.copyOfRange(encoded.ids(), 1, encoded.length() - 1);
  }

  private static long[] ids(JsonObject expected) {
    return expected.getAsJsonArray("ids").asList().stream()
        .mapToLong(JsonElement::getAsLong)
        .toArray();
  }

  private static List<JsonElement> golden() throws IOException {
    try (Reader reader =
        new InputStreamReader(
            ClipTokenizerTest.class.getResourceAsStream("/golden/clip/tokenizer.json"),
            StandardCharsets.UTF_8)) {
      return new ArrayList<>(
          JsonParser.parseReader(reader).getAsJsonObject().getAsJsonArray("cases").asList());
    }
  }
}
