package org.melange.kb.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.melange.kb.name.SortedNames.Longest;

class SortedNamesTest {

  private static final IntPredicate ANYWHERE = end -> true;

  @Test
  void findsTheLongestName() {
    SortedNames names = new SortedNames(Stream.of("new", "new york", "new york city", "york"));
    assertThat(names.longest("new york times", 0, ANYWHERE).end()).isEqualTo(8);
    assertThat(names.longest("new york times", 4, ANYWHERE).end()).isEqualTo(8);
    assertThat(names.longest("new york times", 1, ANYWHERE).end()).isEqualTo(-1);
    assertThat(names.longest("new", 0, ANYWHERE).end()).isEqualTo(3);
    assertThat(names.longest("ne", 0, ANYWHERE).end()).isEqualTo(-1);
  }

  @Test
  void fallsBackToAShorterNameWhereTheLongestMayNotEnd() {
    SortedNames names = new SortedNames(Stream.of("hill", "hills"));
    assertThat(names.longest("hills", 0, end -> end != 5).end()).isEqualTo(4);
    assertThat(names.longest("hills", 0, end -> false).end()).isEqualTo(-1);
  }

  @Test
  void keepsEachNameOnce() {
    assertThat(new SortedNames(Stream.of("a", "b", "a")).size()).isEqualTo(2);
    assertThat(new SortedNames(Stream.of()).longest("a", 0, ANYWHERE).end()).isEqualTo(-1);
  }

  @Test
  void comparesCharsAsNumbersBeyondAscii() {
    SortedNames names = new SortedNames(Stream.of("\uFFFF", "\u00E9t\u00E9", "z", "\uD83C\uDF0D"));
    assertThat(names.longest("\uFFFFx", 0, ANYWHERE).end()).isEqualTo(1);
    assertThat(names.longest("\u00E9t\u00E9", 0, ANYWHERE).end()).isEqualTo(3);
    assertThat(names.longest("\uD83C\uDF0D", 0, ANYWHERE).end()).isEqualTo(2);
    assertThat(names.longest("\uD83C", 0, ANYWHERE).end()).isEqualTo(-1);
  }

  /** Random names over three letters share many beginnings. */
  @Test
  void agreesWithAPlainLoop() {
    Random random = new Random(43);
    for (int round = 0; round < 3_000; round++) {
      List<String> names = new ArrayList<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        names.add(word(random, 1 + random.nextInt(6)));
      }
      String text = word(random, random.nextInt(12));
      int from = random.nextInt(text.length() + 1);
      int forbidden = random.nextInt(13);
      IntPredicate accepts = end -> end != forbidden;
      Longest found = new SortedNames(names.stream()).longest(text, from, accepts);
      int expected =
          names.stream()
              .filter(name -> text.startsWith(name, from))
              .mapToInt(name -> from + name.length())
              .filter(accepts)
              .max()
              .orElse(-1);
      assertThat(found.end()).isEqualTo(expected);
      assertThat(found.looked()).isBetween(Math.max(from, found.end()), text.length());
    }
  }

  private static String word(Random random, int length) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < length; i++) {
      word.append((char) ('a' + random.nextInt(3)));
    }
    return word.toString();
  }
}
