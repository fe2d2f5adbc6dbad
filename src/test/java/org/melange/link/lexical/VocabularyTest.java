package org.melange.link.lexical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.melange.kb.index.SectionReader;
import org.melange.kb.index.SectionWriter;
import org.melange.kb.index.WordTable;
import org.melange.kb.index.WordTableWriter;

/** Numbers and weights of words, and lists of numbers. */
class VocabularyTest {

  @Test
  void rareWordsWeighMore() {
    Vocabulary words = vocabulary(3, Map.of("of", 2, "hill", 1));
    int[] numbers = words.find(new String[] {"of", "hill", "lake"});
    assertThat(words.weight(numbers[0])).isCloseTo((float) Math.log(4.0 / 3), within(1e-6f));
    assertThat(words.weight(numbers[1])).isCloseTo((float) Math.log(4.0 / 2), within(1e-6f));
    assertThat(numbers[2]).isEqualTo(Vocabulary.UNKNOWN);
    assertThat(words.weight(Vocabulary.UNKNOWN)).isCloseTo((float) Math.log(4), within(1e-6f));
  }

  @Test
  void manyWordsAreNumbered() {
    Map<String, Integer> many = new LinkedHashMap<>();
    IntStream.range(0, 30_000).forEach(i -> many.put("word" + i, i + 1));
    Vocabulary words = vocabulary(100_000, many);
    assertThat(words.find(many.keySet().toArray(new String[0])))
        .isEqualTo(IntStream.range(0, 30_000).toArray());
    assertThat(words.weight(20_000))
        .isEqualTo((float) Math.log((1.0 + 100_000) / (1 + many.get("word20000"))));
  }

  private static Vocabulary vocabulary(int texts, Map<String, Integer> frequencies) {
    WordTableWriter writer = new WordTableWriter("words", texts);
    frequencies.forEach(writer::add);
    return new Vocabulary(
        new WordTable(
            "words",
            writer.build().stream().map(ByteBuffer::wrap).map(SectionReader::new).toList()));
  }

  @Test
  void listsAreKeptApart() {
    IntLists lists = new IntLists(List.of(file(0, 70), file(70, 70), file(70, 200)), "lists");
    for (int i = 0; i < 200; i++) {
      assertThat(lists.length(i)).isEqualTo(i % 7);
      assertThat(lists.contains(i, 2)).isEqualTo(i % 7 > 1);
      assertThat(lists.contains(i, 3)).isFalse();
    }
    assertThat(lists.value(lists.from(6) + 5)).isEqualTo(-10);
  }

  private static SectionReader file(int from, int to) {
    IntLists.Writer writer = new IntLists.Writer();
    for (int i = from; i < to; i++) {
      writer.add(IntStream.range(0, i % 7).map(v -> v == 5 ? -10 : v * 2).toArray());
    }
    SectionWriter file = new SectionWriter("test");
    writer.to(file, "lists");
    return new SectionReader(ByteBuffer.wrap(file.build()));
  }

  @Test
  void stemsAndInitials() {
    assertThat(Words.stems(new String[] {"football", "sea"})).containsExactly("footb", "sea");
    assertThat(Words.initials(new String[] {"bank", "of", "england"}))
        .containsExactlyInAnyOrder("boe".hashCode(), "be".hashCode());
    assertThat(Words.initials(new String[] {"bank"})).isEmpty();
    assertThat(Words.ofText(" ")).isEmpty();
  }
}
