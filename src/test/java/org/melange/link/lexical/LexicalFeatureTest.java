package org.melange.link.lexical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.melange.kb.index.NameIndexBuilder;
import org.melange.kb.name.Candidate;
import org.melange.kb.name.CandidateIndex;

/** The features of mentions with entities. */
class LexicalFeatureTest {

  private static double of(LexicalFeature feature, String mention, String text, String qid) {
    List<Candidate> candidates =
        new CandidateIndex(NameIndexBuilder.of(LexicalWorld.names())).candidates(mention, 30);
    return LexicalWorld.linker().features(mention, text, candidates).stream()
        .filter(vector -> vector.candidate().qid().equals(qid))
        .findFirst()
        .orElseThrow()
        .values()[feature.ordinal()];
  }

  @Test
  void exactNames() {
    assertThat(of(LexicalFeature.LABEL_EXACT, "Georgia", "", "Q230")).isEqualTo(1);
    assertThat(of(LexicalFeature.UNIQUE_LABEL, "Georgia", "", "Q230")).isZero();
    assertThat(of(LexicalFeature.UNIQUE_LABEL, "Unna", "", "Q9999")).isEqualTo(1);
    assertThat(of(LexicalFeature.ALIAS_EXACT, "Jonah Hill Feldstein", "", "Q313388")).isEqualTo(1);
    assertThat(of(LexicalFeature.FOLDED_EXACT, "Sao Paulo", "", "Q1754")).isEqualTo(1);
    assertThat(of(LexicalFeature.LABEL_EXACT, "Sao Paulo", "", "Q1754")).isZero();
  }

  @Test
  void similarityLeavesThePopularityOut() {
    assertThat(of(LexicalFeature.SIMILARITY, "Georgia", "", "Q230")).isCloseTo(1, within(1e-6));
    assertThat(of(LexicalFeature.SIMILARITY, "Sao Paulo", "", "Q1754"))
        .isCloseTo(0.9, within(1e-6));
    assertThat(of(LexicalFeature.POPULARITY, "Georgia", "", "Q230")).isCloseTo(0, within(1e-6));
  }

  @Test
  void wordsOfMentionAndName() {
    assertThat(of(LexicalFeature.MENTION_IN_NAME, "Hill", "", "Q313388")).isEqualTo(1);
    assertThat(of(LexicalFeature.NAME_IN_MENTION, "Hill", "", "Q313388")).isBetween(0.1, 0.9);
    assertThat(of(LexicalFeature.NAME_ENDS, "Hill", "", "Q313388")).isEqualTo(1);
    assertThat(of(LexicalFeature.NAME_ENDS, "Jonah", "", "Q313388")).isZero();
    assertThat(of(LexicalFeature.MENTION_ENDS, "President Jonah Hill", "", "Q313388")).isEqualTo(1);
    assertThat(of(LexicalFeature.WORD_JACCARD, "Jonah Hill", "", "Q313388")).isEqualTo(1);
    assertThat(of(LexicalFeature.PREFIX, "Guatemalan", "", "Q774")).isCloseTo(0.9, within(1e-9));
    assertThat(of(LexicalFeature.INITIALS, "UN", "", "Q1065")).isEqualTo(1);
  }

  @Test
  void wordsOfTheText() {
    assertThat(of(LexicalFeature.REST_IN_TEXT, "Hill", "with Jonah", "Q313388")).isEqualTo(1);
    assertThat(of(LexicalFeature.REST_IN_TEXT, "Hill", "with Peter", "Q313388")).isZero();
    assertThat(of(LexicalFeature.DESCRIPTION_STEMS, "Hill", "an actor", "Q313388"))
        .isGreaterThan(of(LexicalFeature.DESCRIPTION_STEMS, "Hill", "a spoon", "Q313388"));
    assertThat(of(LexicalFeature.DESCRIPTION_STEMS, "Hill", "comedy", "Q313388")).isPositive();
  }

  @Test
  void wordsOfTheMentionDoNotCountAsText() {
    assertThat(of(LexicalFeature.DESCRIPTION_STEMS, "Guatemala", "Guatemala", "Q1555")).isZero();
    assertThat(of(LexicalFeature.DESCRIPTION_STEMS, "Guatemala", "the capital", "Q1555"))
        .isPositive();
  }

  @Test
  void anEntityMayHaveNoDescription() {
    assertThat(of(LexicalFeature.DESCRIBED, "Nameless", "any text", "Q800")).isZero();
    assertThat(of(LexicalFeature.DESCRIPTION_STEMS, "Nameless", "any text", "Q800")).isZero();
    assertThat(of(LexicalFeature.DESCRIBED, "Unna", "", "Q9999")).isEqualTo(1);
  }
}
