package org.melange.enrich.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Informative words decide; without any, nothing is chosen. */
class LexicalChooserTest {

  private static final List<String> GEORGIA =
      List.of(
          "country in the South Caucasus, on the Black Sea",
          "state in the southeastern United States",
          "American painter of flowers and deserts",
          "football club based in Tbilisi");

  private static final LexicalChooser CHOOSER = new LexicalChooser(weights());

  private static WordWeights weights() {
    List<String> all = new ArrayList<>(GEORGIA);
    for (int i = 0; i < 40; i++) {
      all.add("the country in the north of region" + i + ", once a state");
    }
    return CountedWords.weights(all);
  }

  @Test
  void theDescriptionWithSharedInformativeWordsIsChosen() {
    assertThat(choose("A week by the Black Sea, Georgia is lovely")).contains(GEORGIA.get(0));
    assertThat(choose("Georgia's flowers hang in the museum, what a painter"))
        .contains(GEORGIA.get(2));
    assertThat(choose("Flying into the United States tonight: Georgia!")).contains(GEORGIA.get(1));
  }

  @Test
  void similarWordsCountInPart() {
    assertThat(choose("Georgia painted many a flower")).contains(GEORGIA.get(2));
  }

  @Test
  void frequentWordsAndTheMentionDoNotCount() {
    assertThat(choose("Once in the country of Georgia")).isEmpty();
    assertThat(choose("Georgia")).isEmpty();
    assertThat(choose("")).isEmpty();
    assertThat(
            CHOOSER.choose(
                new Question("Black Sea", "The Black Sea", List.of(GEORGIA.get(0), "a film"))))
        .isEmpty();
  }

  @Test
  void aTieIsNotBroken() {
    assertThat(
            CHOOSER.choose(
                new Question("x", "caucasus and tbilisi", List.of("in caucasus", "in tbilisi"))))
        .isEmpty();
  }

  @Test
  void theOrderOfTheChoicesDoesNotMatter() {
    List<String> choices = new ArrayList<>(GEORGIA);
    for (int i = 0; i < GEORGIA.size(); i++) {
      Collections.rotate(choices, 1);
      assertThat(CHOOSER.choose(new Question("Georgia", "a club that plays football", choices)))
          .contains(GEORGIA.get(3));
    }
  }

  private static java.util.Optional<String> choose(String text) {
    return CHOOSER.choose(new Question("Georgia", text, GEORGIA));
  }
}
