package org.melange.kb.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.corpus.Mention;

class MentionFinderTest {

  private static final List<String> NAMES =
      Stream.of(
              "New York",
              "New York City",
              "York",
              "Hill",
              "Jonah Hill",
              "Straße",
              "İstanbul",
              "北京",
              "北京大学",
              "O'Neill",
              "Zürich",
              "1984",
              "Fix",
              "it",
              "A",
              "iPhone",
              "서울",
              "Apple",
              "City Hall",
              "กรุงเทพ")
          .map(NameNormalizer::normalize)
          .toList();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Jonah Hill in New York City | Jonah Hill;New York City",
        "New York Times | New York",
        "New Yorkers on Hillary's hills | ''",
        "Hill, (Hill) and Hill's | Hill;Hill;Hill",
        "NEW   YORK | NEW   YORK",
        "New_York | New_York",
        "In der STRASSE, strasse | STRASSE",
        "Istanbul and İSTANBUL | Istanbul;İSTANBUL",
        "我在北京大学和北京 | 北京大学;北京",
        "ผมอยู่กรุงเทพ | กรุงเทพ",
        "O’Neill and O`NEILL | O’Neill;O`NEILL",
        "an apple from Apple, an iPhone | Apple;iPhone",
        "in 1984 A and It | ''",
        "The ﬁx of Fix | Fix",
        "New York City Hall | New York City",
        "서울 and 서울시 | 서울",
      })
  void findsTheLongestNamesFromLeftToRight(String text, String found) {
    List<String> expected = found.isEmpty() ? List.of() : Arrays.asList(found.split(";"));
    assertThat(texts(MentionFinder.Settings.DEFAULT, text)).isEqualTo(expected);
  }

  @Test
  void givesSpansOfTheTextAsWritten() {
    String text = "🌍 Zu\u0308rich,  New \u200B York and ＮＥＷ　ＹＯＲＫ";
    List<Mention> mentions = finder(MentionFinder.Settings.DEFAULT).find(text);
    assertThat(mentions).extracting(Mention::mentionId).containsExactly("0", "1", "2");
    assertThat(mentions)
        .extracting(mention -> mention.span().orElseThrow().of(text))
        .containsExactly("Zu\u0308rich", "New \u200B York", "ＮＥＷ　ＹＯＲＫ");
    assertThat(mentions).extracting(Mention::text).first().isEqualTo("Zu\u0308rich");
  }

  @Test
  void looksForWhatTheSettingsAdmit() {
    var all = new MentionFinder.Settings(1, 1, true, Set.of("hill"), false);
    assertThat(texts(all, "in 1984 a hill in new york, it"))
        .containsExactly("1984", "a", "new york", "it");

    assertThatThrownBy(() -> new MentionFinder.Settings(0, 2, true, Set.of(), true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aNameCountsCodePointsAndMayNotBeEndless() {
    MentionFinder two =
        new MentionFinder(
            SearchedNames.of(List.of("𠮷", "𠮷野")),
            new MentionFinder.Settings(2, 2, true, Set.of(), true));
    assertThat(two.find("𠮷と𠮷野")).extracting(Mention::text).containsExactly("𠮷野");
    String longest = "a".repeat(MentionFinder.MAX_LENGTH);
    MentionFinder finder =
        new MentionFinder(
            SearchedNames.of(List.of(longest, "b" + longest)), MentionFinder.Settings.DEFAULT);

    assertThat(finder.find("A" + longest.substring(1) + " B" + longest)).hasSize(1);
  }

  @Test
  void findsNothingInNothing() {
    assertThat(texts(MentionFinder.Settings.DEFAULT, "")).isEmpty();
    assertThat(
            new MentionFinder(SearchedNames.of(List.of()), MentionFinder.Settings.DEFAULT)
                .find("Rome"))
        .isEmpty();
  }

  /** Whatever the text, spans fit it, ascend and do not overlap. */
  @Test
  void keepsItsPromisesOnRandomText() {
    MentionFinder finder = finder(new MentionFinder.Settings(1, 1, true, Set.of(), false));
    List<String> pieces = new ArrayList<>(NAMES);
    pieces.addAll(List.of(" ", " ", " ", "\u0301", "\u200B", "🌍", "\uD800", "ﬁ", "İ", "\t", "-"));
    Random random = new Random(43);
    for (int round = 0; round < 10_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(10); i > 0; i--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      assertFits(finder.find(text.toString()), text.toString());
    }
  }

  private static void assertFits(List<Mention> mentions, String text) {
    int end = 0;
    for (Mention mention : mentions) {
      assertThat(mention.span().orElseThrow().start()).isGreaterThanOrEqualTo(end);
      assertThat(mention.span().orElseThrow().of(text)).isEqualTo(mention.text());
      assertThat(NAMES)
          .containsAnyOf(
              NameNormalizer.normalize(mention.text()), NameNormalizer.fold(mention.text()));
      end = mention.span().orElseThrow().end();
    }
  }

  private static List<String> texts(MentionFinder.Settings settings, String text) {
    return finder(settings).find(text).stream().map(Mention::text).toList();
  }

  private static MentionFinder finder(MentionFinder.Settings settings) {
    return new MentionFinder(SearchedNames.of(NAMES), settings);
  }
}
