package org.melange.kb.wikidata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ItemTermsTest {

  private static final WikidataItem ITEM =
      new WikidataItem(
          1,
          0,
          0,
          List.of(new Term("de", "Wien"), new Term("en", "Vienna"), new Term("mul", "Wien")),
          List.of(),
          List.of(new Term("en", "Vienna, Austria"), new Term("en", "Wien")),
          List.of(),
          List.of(),
          List.of());

  @Test
  void theFirstLanguageThatHasATermCounts() {
    assertThat(new ItemTerms(List.of("fr", "en", "de")).first(ITEM.labels())).contains("Vienna");
    assertThat(new ItemTerms(List.of("fr", "mul")).first(ITEM.labels())).contains("Wien");
    assertThat(new ItemTerms(List.of("fr")).first(ITEM.labels())).isEmpty();
  }

  @Test
  void otherLabelsOfTheLanguagesAreAliases() {
    assertThat(new ItemTerms(List.of("en", "de", "mul")).aliases(ITEM))
        .containsExactly("Vienna, Austria", "Wien");
    assertThat(new ItemTerms(List.of("de", "en")).aliases(ITEM))
        .containsExactly("Vienna", "Vienna, Austria");
  }
}
