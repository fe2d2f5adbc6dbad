package org.melange.kb.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.melange.corpus.Mention;
import org.melange.corpus.Span;

/** The finder against a plain loop over all names, on random texts. */
class MentionFinderPropertyTest {

  private static final MentionFinder.Settings ALL =
      new MentionFinder.Settings(1, 1, true, Set.of(), false);

  /** Texts of letters and spaces: every form of a text is the text. */
  @Test
  void agreesWithAPlainLoopOnPlainText() {
    Random random = new Random(43);
    for (int round = 0; round < 5_000; round++) {
      Set<String> names = new TreeSet<>();
      for (int i = random.nextInt(10); i >= 0; i--) {
        names.add(phrase(random, 1 + random.nextInt(3)));
      }
      String text = phrase(random, random.nextInt(12));
      assertThat(spans(new MentionFinder(SearchedNames.of(names), ALL).find(text)))
          .as("%s in %s", names, text)
          .isEqualTo(plainly(names, text));
    }
  }

  /** A capital letter for the first letter of each word changes nothing but the text. */
  @Test
  void findsTheSameSpansWhateverTheCase() {
    Random random = new Random(44);
    for (int round = 0; round < 2_000; round++) {
      List<String> names = List.of(phrase(random, 1), phrase(random, 2), phrase(random, 3));
      String text = phrase(random, 1 + random.nextInt(10));
      String title = titleCase(text);
      MentionFinder finder = new MentionFinder(SearchedNames.of(names), ALL);
      assertThat(spans(finder.find(title))).isEqualTo(spans(finder.find(text)));
      MentionFinder capitalized =
          new MentionFinder(
              SearchedNames.of(names), new MentionFinder.Settings(1, 1, true, Set.of(), true));
      assertThat(spans(capitalized.find(title))).isEqualTo(spans(finder.find(text)));
      assertThat(capitalized.find(text)).isEmpty();
    }
  }

  /** An emoji before the text moves the spans by one code point each. */
  @Test
  void countsCodePoints() {
    Random random = new Random(45);
    for (int round = 0; round < 1_000; round++) {
      List<String> names = List.of(phrase(random, 1), phrase(random, 2));
      String text = phrase(random, 1 + random.nextInt(10));
      MentionFinder finder = new MentionFinder(SearchedNames.of(names), ALL);
      List<Span> moved =
          spans(finder.find(text)).stream()
              .map(span -> new Span(span.start() + 2, span.end() + 2))
              .toList();
      assertThat(spans(finder.find("🌍 " + text))).isEqualTo(moved);
    }
  }

  /** The setting for short names drops the same names that a filter before would. */
  @Test
  void ignoresNamesThatAreTooShort() {
    Random random = new Random(46);
    for (int round = 0; round < 1_000; round++) {
      List<String> names = List.of(phrase(random, 1), phrase(random, 1), phrase(random, 2));
      int minimum = 1 + random.nextInt(5);
      String text = phrase(random, 10);
      MentionFinder finder =
          new MentionFinder(
              SearchedNames.of(names),
              new MentionFinder.Settings(minimum, minimum, true, Set.of(), false));
      List<String> longer = names.stream().filter(name -> name.length() >= minimum).toList();
      assertThat(spans(finder.find(text))).isEqualTo(plainly(Set.copyOf(longer), text));
    }
  }

  private static List<Span> plainly(Set<String> names, String text) {
    List<Span> found = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = longest(names, text, at);
      if (end > at) {
        found.add(new Span(at, end));
      }
      at = Math.max(at + 1, end);
    }
    return found;
  }

  private static int longest(Set<String> names, String text, int from) {
    int longest = -1;
    if (from > 0 && text.charAt(from - 1) != ' ') {
      return longest;
    }
    for (String name : names) {
      int end = from + name.length();
      boolean endsWord = end == text.length() || end < text.length() && text.charAt(end) == ' ';
      if (text.startsWith(name, from) && endsWord) {
        longest = Math.max(longest, end);
      }
    }
    return longest;
  }

  private static List<Span> spans(List<Mention> mentions) {
    return mentions.stream().map(mention -> mention.span().orElseThrow()).toList();
  }

  private static String titleCase(String text) {
    StringBuilder title = new StringBuilder(text);
    for (int i = 0; i < title.length(); i++) {
      if (i == 0 || title.charAt(i - 1) == ' ') {
        title.setCharAt(i, (char) (title.charAt(i) - 'a' + 'A'));
      }
    }
    return title.toString();
  }

  /** Words of two letters: few enough that names occur. */
  private static String phrase(Random random, int words) {
    List<String> phrase = new ArrayList<>();
    for (int i = 0; i < words; i++) {
      StringBuilder word = new StringBuilder();
      for (int letter = random.nextInt(3); letter >= 0; letter--) {
        word.append((char) ('a' + random.nextInt(2)));
      }
      phrase.add(word.toString());
    }
    return String.join(" ", phrase);
  }
}
