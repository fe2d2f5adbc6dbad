package org.melange.kb.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.corpus.Mention;
import org.melange.kb.Entity;
import org.melange.kb.index.NameIndexBuilder;

/** Names in the forms in which people write them, in the finder and among the candidates alike. */
class NameFormsTest {

  private static final MentionFinder.Settings JOBS =
      new MentionFinder.Settings(3, 2, false, StopWords.COMMON, true);
  private static final MentionFinder.Settings LOWER_CASE =
      new MentionFinder.Settings(3, 2, false, StopWords.COMMON, false);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // label | text | mention | start
        "東京 | 東京へ行く | 東京 | 0",
        "北京 | 我住在北京市 | 北京 | 3",
        "서울 | 서울에서 공연을 봤다 | 서울 | 0",
        "서울 | 어제 서울 날씨 | 서울 | 3",
        "서울 | 서울에서는 | 서울 | 0",
        "부산 | 부산은 항구다 | 부산 | 0",
        "パリ | きのうパリへ | パリ | 3",
        "กรุงเทพ | ไปกรุงเทพเมื่อวาน | กรุงเทพ | 2",
        "Sao Paulo | Back in São Paulo today | São Paulo | 8",
        "São Paulo | Back in Sao Paulo today | Sao Paulo | 8",
        "Zürich | Zurich by night | Zurich | 0",
        "St Louis | A day in St. Louis | St. Louis | 9",
        "St. Louis | A day in St Louis | St Louis | 9",
        "ONeill | Met O'Neill | O'Neill | 4",
        "O'Neill | Met ONeill | ONeill | 4",
        "ONeill | Met O’Neill’s dog | O’Neill | 4",
        "Jean Paul | Met Jean-Paul | Jean-Paul | 4",
        "Coca-Cola | A Coca Cola | Coca Cola | 2",
        "Guns N Roses | Guns N’ Roses | Guns N’ Roses | 0",
        "US Open | At the U.S. Open | U.S. Open | 7",
        "USA | In the U.S.A. | U.S.A. | 7",
        "William | will.i.am WILL.I.AM | WILL.I.AM | 10",
        "Da Nang | Đà Nẵng | Đà Nẵng | 0",
        "Ho Chi Minh | Hồ Chí Minh | Hồ Chí Minh | 0",
        "Сергей Королев | Сергей Королёв | Сергей Королёв | 0",
        "McDonalds | At McDonald's | McDonald's | 3",
        "Warner Bros Pictures | 🌍 by Warner Bros Pictures | Warner Bros Pictures | 5",
      })
  void areFoundAndAreCandidates(String label, String text, String written, int start) {
    Mention found = find(JOBS, text, label).get(0);
    assertThat(found.text()).isEqualTo(written);
    assertThat(found.span().orElseThrow().start()).isEqualTo(start);
    assertThat(found.span().orElseThrow().of(text)).isEqualTo(written);
    assertThat(new CandidateIndex(NameIndexBuilder.of(names(label))).candidates(written, 1))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // label | text, in which it is not
        "서울 | 서울시",
        "서울 | 새서울에서",
        "이수 | 이수진",
        "パリ | パリティ",
        "パリ | スーパリ",
        "から | 東京から",
        "กท | ไปกทม",
        "新 | 新しい",
        "New York City | He left New York. City officials stayed.",
        "Washington DC | Washington, D.C.",
        "Paris Texas | Paris, Texas",
        "Hills | Hill's",
        "Bob Joe Hill | Bob \"Joe\" Hill",
        "Resume | a résumé",
        "New York | i love new york",
      })
  void areNotFoundInOtherWords(String label, String text) {
    assertThat(find(JOBS, text, label, "Hill")).extracting(Mention::text).doesNotContain(label);
    assertThat(find(JOBS, text, label)).extracting(Mention::text).noneMatch(label::equals);
  }

  @Test
  void thePlainFormWinsWhereBothFit() {
    assertThat(texts(JOBS, "Hill's", "Hill", "Hills")).containsExactly("Hill");
    assertThat(texts(JOBS, "St. Louis", "St", "Sto", "St Louis")).containsExactly("St. Louis");
    assertThat(texts(JOBS, "Sto. Domingo", "Sto")).containsExactly("Sto");
    assertThat(texts(JOBS, "Georgia-Russia", "Georgia", "Russia"))
        .containsExactly("Georgia", "Russia");
    assertThat(texts(JOBS, "Jean-Paul Sartre", "Jean-Paul", "Jean Paul Sartre"))
        .containsExactly("Jean-Paul Sartre");
  }

  @Test
  void inLowerCaseAreFoundOnDemand() {
    String text = "i love georgia and new york";
    assertThat(texts(JOBS, text, "Georgia", "New York")).isEmpty();
    assertThat(texts(LOWER_CASE, text, "Georgia", "New York"))
        .containsExactly("georgia", "new york");
    assertThat(texts(LOWER_CASE, "the and a", "The", "And")).isEmpty();
  }

  @Test
  void oneCharacterIsANameOnDemand() {
    var one = new MentionFinder.Settings(3, 1, false, Set.of(), true);
    assertThat(texts(one, "新しい", "新")).containsExactly("新");
  }

  private static List<String> texts(
      MentionFinder.Settings settings, String text, String... labels) {
    return find(settings, text, labels).stream().map(Mention::text).toList();
  }

  private static List<Mention> find(
      MentionFinder.Settings settings, String text, String... labels) {
    List<String> names = names(labels).stream().map(Name::name).toList();
    return new MentionFinder(SearchedNames.of(names), settings).find(text);
  }

  private static List<Name> names(String... labels) {
    return Stream.of(labels)
        .map(label -> new Entity("Q1", label, "", List.of(), List.of(), 0, List.of(), List.of()))
        .flatMap(entity -> EntityNames.of(entity).stream())
        .toList();
  }
}
