package org.melange.clip.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BpeTrainerTest {

  private static final int SIZE = 570;

  @TempDir static Path directory;
  private static ClipTokenizer tokenizer;

  @BeforeAll
  static void train() {
    BpeTrainer.train(sentences(), SIZE, directory.resolve("tokenizer.json"));
    tokenizer = ClipTokenizer.load(directory.resolve("tokenizer.json"), 200);
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  @Test
  void makesAVocabularyThatEndsWithTheMarkers() {
    assertThat(tokenizer.vocabularySize()).isEqualTo(SIZE);
    assertThat(tokenizer.startId()).isEqualTo(SIZE - 2);
    assertThat(tokenizer.endId()).isEqualTo(SIZE - 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"panther", "Wakanda", "the", "album"})
  void makesOneTokenOfAFrequentWord(String word) {
    assertThat(tokenizer.encode(word).length()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "the panther of wakanda",
        "naïve café in zürich",
        "дональд в москве",
        "北京 オリンピック",
        "محمد صلاح",
        "हिन्दी",
        "🦊 fox 🎸",
        "\u0001\u007f\u00ad\ue000",
        "#tag @user"
      })
  void writesAnyTextAndReadsItBack(String text) {
    ClipTokenizer.Encoded encoded = tokenizer.encode(text);
    long[] inner = Arrays.copyOfRange(encoded.ids(), 1, encoded.length() - 1);
    assertThat(Arrays.stream(inner).max().orElseThrow()).as("unknown").isLessThan(SIZE - 2);
    assertThat(tokenizer.decode(encoded.ids()).replace(" ", "")).isEqualTo(text.replace(" ", ""));
  }

  @Test
  void writesEveryCodePoint() {
    Random random = new Random(43);
    for (int i = 0; i < 2_000; i++) {
      int codePoint = random.nextInt(Character.MAX_CODE_POINT + 1);
      ClipTokenizer.Encoded encoded = tokenizer.encode(Character.toString(codePoint));
      assertThat(Arrays.stream(encoded.ids()).limit(encoded.length() - 1L).skip(1))
          .as("U+%X", codePoint)
          .allMatch(id -> id < SIZE - 2);
    }
  }

  @Test
  void doesNotDependOnTheOrderOfTheTexts() throws IOException {
    byte[] expected = Files.readAllBytes(directory.resolve("tokenizer.json"));
    for (int seed = 0; seed < 3; seed++) {
      List<String> shuffled = new ArrayList<>(sentences());
      Collections.shuffle(shuffled, new Random(seed));
      BpeTrainer.train(shuffled, SIZE, directory.resolve("shuffled.json"));
      assertThat(directory.resolve("shuffled.json")).hasBinaryContent(expected);
    }
  }

  @Test
  void stopsWhenThereIsNothingLeftToMerge() {
    Path file = directory.resolve("tiny.json");
    BpeTrainer.train(List.of("ab <|endoftext|>"), 1_000, file);
    try (ClipTokenizer tiny = ClipTokenizer.load(file, 9)) {
      assertThat(tiny.vocabularySize()).isEqualTo(BpeTrainer.MIN_VOCABULARY + 1);
      assertThat(tiny.encode("ab").length()).isEqualTo(3);
    }
  }

  @Test
  void needsRoomForAllBytes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BpeTrainer.train(List.of(), 513, directory.resolve("none.json")))
        .withMessageContaining("at least 514");
    Path nowhere = directory.resolve("no/such/directory.json");
    assertThatThrownBy(() -> BpeTrainer.train(List.of(), 514, nowhere))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("directory.json");
  }

  /** A hundred sentences about few things. */
  private static List<String> sentences() {
    List<String> who = List.of("The panther", "A band", "Don't-stop", "Wakanda's king", "Zürich");
    List<String> what = List.of("played the album", "saw the panther", "left Wakanda", "won");
    List<String> where = List.of("in Oakland", "at the Grammys 2024", "near 北京", "again!!", "🦊");
    List<String> sentences = new ArrayList<>();
    for (String subject : who) {
      for (String verb : what) {
        where.forEach(place -> sentences.add(subject + " " + verb + "  " + place));
      }
    }
    return sentences;
  }
}
