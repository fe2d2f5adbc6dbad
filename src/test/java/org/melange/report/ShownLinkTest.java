package org.melange.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.image.ImageError;
import org.melange.report.ShownCandidate.Part;
import org.melange.report.ShownCandidate.Scores;

/** What a page shows of a link: texts, parts of scores, outcomes in words. */
class ShownLinkTest {

  @Test
  void aMentionIsMarkedByItsCodePoints() {
    assertThat(MarkedText.of("\ud83d\ude00\ud83d\ude00 Rome, Rome", "Rome", 9, 13, 99))
        .isEqualTo(new MarkedText("\ud83d\ude00\ud83d\ude00 Rome, ", "Rome", ""));
    assertThat(MarkedText.of("in Rome today", "Rome", 3, 7, 2))
        .isEqualTo(new MarkedText("…n ", "Rome", " t…"));
  }

  @Test
  void withoutASpanTheMentionIsSearched() {
    assertThat(MarkedText.of("in Rome", "Rome", null, null, 99).bracketed()).isEqualTo("in ⟦Rome⟧");
    assertThat(MarkedText.of("somewhere else", "Rome", null, null, 4))
        .isEqualTo(new MarkedText("somewher…", "", ""));
  }

  @Test
  void aSpanBeyondTheTextIsTruncated() {
    assertThat(MarkedText.of("Rome", "Rome", 0, 9, 9)).isEqualTo(new MarkedText("", "Rome", ""));
    assertThat(MarkedText.of("Rome", "Rome", 7, 9, 9)).isEqualTo(new MarkedText("", "Rome", ""));
  }

  @Test
  void unitsThatAreAveragedCountAThirdEach() {
    ShownCandidate candidate = one(new Scores(4f, Arrays.asList(3f, 6f, 0f), 1f));
    assertThat(candidate.parts())
        .containsExactly(
            new Part("text", 1, 0, 25), new Part("image", 2, 25, 50), new Part("name", 1, 75, 25));
    assertThat(candidate.summary()).isEqualTo("text 1.000, image 2.000, name 1.000");
  }

  @Test
  void aSumOfTextAndNameIsTakenAsItIs() {
    ShownCandidate candidate = one(new Scores(2f, Arrays.asList(0.5f, null, null), 1.5f));
    assertThat(candidate.summary()).isEqualTo("text 0.500, name 1.500");
  }

  @Test
  void partsThatCancelOutAreNotExaggerated() {
    ShownCandidate candidate = one(new Scores(0.4f, Arrays.asList(1f, -0.999f, 0f), 0f));
    assertThat(candidate.summary()).isEqualTo("text 1.000, image -0.999");
    assertThat(candidate.parts().get(1).negative()).isTrue();
    assertThat(candidate.parts()).allMatch(part -> part.from() + part.width() <= 100 + 1e-9);
  }

  @Test
  void barsOfCandidatesHaveOneScale() {
    List<ShownCandidate> both =
        ShownCandidate.of(
            List.of(entity("Q1"), entity("Q2")),
            List.of(
                new Scores(4f, Arrays.asList(4f, null, null), null),
                new Scores(1f, Arrays.asList(1f, Float.NaN, null), null)));
    assertThat(both.get(0).parts().get(0).width()).isEqualTo(100);
    assertThat(both.get(1).parts().get(0).width()).isEqualTo(25);
    assertThat(one(new Scores(null, Arrays.asList(null, null, null), null)).parts()).isEmpty();
  }

  @Test
  void onlyQidsHaveAnAddress() {
    assertThat(entity("Q64").address()).isEqualTo("https://www.wikidata.org/wiki/Q64");
    assertThat(entity("Q0").address()).isNull();
    assertThat(entity("javascript:alert(1)//Q1").address()).isNull();
    assertThat(entity("Q1\n").address()).isNull();
  }

  @ParameterizedTest
  @EnumSource(ImageError.class)
  void everyImageStatusHasAMeaning(ImageError error) {
    assertThat(Meanings.IMAGES).containsKeys(error.code(), "ok", "none");
  }

  private static ShownCandidate one(Scores scores) {
    return ShownCandidate.of(List.of(entity("Q1")), List.of(scores)).get(0);
  }

  private static ShownEntity entity(String qid) {
    return new ShownEntity(qid, "label", null);
  }
}
