package org.melange.link.lexical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.melange.link.lexical.LexicalWorld.qids;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.melange.kb.index.NameIndexBuilder;
import org.melange.kb.name.Candidate;
import org.melange.kb.name.CandidateIndex;
import org.melange.kb.name.Name;
import org.melange.link.row.PairScore;

/** Ranking by names, descriptions and text. */
class LexicalLinkerTest {

  private static final List<String> MENTIONS =
      List.of("Georgia", "Guatemala", "Hill", "UN", "Sao Paulo", "Jonah", "Atlantis", "Nameless");
  private static final List<String> TEXTS =
      List.of("Fans in Georgia near the Black Sea", "An actor", "", "The state of Georgia");

  @Test
  void theTextDecidesBetweenEntitiesOfOneName() {
    LexicalLinker linker = LexicalWorld.linker();
    assertThat(qids(linker.rank("Georgia", "A storm over the Black Sea coast, Caucasus")))
        .startsWith("Q230", "Q1428");
    assertThat(qids(linker.rank("Georgia", "The governor of the American state")))
        .startsWith("Q1428", "Q230");
  }

  @Test
  void theRestOfANameInTheTextDecides() {
    LexicalLinker linker = LexicalWorld.linker();
    LexicalScore hill = score(linker.rank("Hill", "Hill and his wife"), "Q313388");
    LexicalScore jonah = score(linker.rank("Hill", "Jonah and his wife"), "Q313388");
    assertThat(jonah.score().text()).isGreaterThan(hill.score().text());
    assertThat(jonah.score().name()).isEqualTo(hill.score().name());
  }

  @Test
  void aLabelThatOnlyOneEntityHasIsNotBeatenBySimilarNames() {
    LexicalLinker linker = LexicalWorld.linker();
    String against = "Guatemala City, capital of Guatemala, Ciudad de Guatemala";
    assertThat(qids(linker.rank("Guatemala", against))).startsWith("Q774");
    assertThat(qids(linker.rank("guatemala", against))).startsWith("Q774");
  }

  @Test
  void initialsAndMissingDiacriticsAreFound() {
    LexicalLinker linker = LexicalWorld.linker();
    assertThat(qids(linker.rank("UN", "The UN met in New York"))).startsWith("Q1065");
    assertThat(qids(linker.rank("Sao Paulo", "A match in Sao Paulo"))).startsWith("Q1754");
    assertThat(qids(linker.rank("Atlantis", "Lost"))).isEmpty();
    assertThat(linker.rank("Atlantis", "Lost").confidence()).isEmpty();
  }

  @Test
  void partsAddUpAndOthersAreZero() {
    for (String mention : MENTIONS) {
      for (LexicalScore scored : LexicalWorld.linker().rank(mention, TEXTS.get(0)).scores()) {
        PairScore score = scored.score();
        assertThat((double) score.score()).isCloseTo(score.text() + score.name(), within(1e-5));
        assertThat(score.image()).isZero();
        assertThat(score.cross()).isZero();
      }
    }
  }

  @Test
  void scoresAreTheWeightedSumOfTheFeatures() {
    LexicalLinker linker = LexicalWorld.linker();
    CandidateIndex candidates = new CandidateIndex(NameIndexBuilder.of(LexicalWorld.names()));
    LexicalWeights weights = LexicalWeights.shipped();
    for (String mention : MENTIONS) {
      for (String text : TEXTS) {
        LexicalRanking ranking = linker.rank(mention, text);
        List<LexicalLinker.Vector> vectors =
            linker.features(mention, text, candidates.candidates(mention, 30));
        assertThat(ranking.scores()).hasSameSizeAs(vectors);
        for (LexicalLinker.Vector vector : vectors) {
          assertThat((double) score(ranking, vector.candidate().qid()).score().score())
              .isCloseTo(weights.score(vector.values()), within(1e-5));
        }
      }
    }
  }

  @Test
  void resultsDependNeitherOnOtherMentionsNorOnTheOrderOfNames() {
    List<Name> shuffled = new ArrayList<>(LexicalWorld.names());
    Collections.shuffle(shuffled, new Random(43));
    LexicalLinker used = LexicalWorld.linker(shuffled, LexicalWeights.shipped());
    for (int round = 0; round < 2; round++) { // the second round finds cached mentions
      for (String mention : MENTIONS) {
        for (String text : TEXTS) {
          assertThat(used.rank(mention, text).scores())
              .isEqualTo(LexicalWorld.linker().rank(mention, text).scores());
        }
      }
    }
  }

  @Test
  void givenCandidatesAreRankedAlone() {
    LexicalLinker linker = LexicalWorld.linker();
    Candidate state = new Candidate("Q1428", Candidate.Match.EXACT, 0.5);
    Candidate unknown = new Candidate("Q424242", Candidate.Match.EXACT, 0.5);
    assertThat(qids(linker.rank("Georgia", "Black Sea", List.of(state, unknown))))
        .containsExactly("Q1428");
    assertThat(linker.rank("Georgia", "Black Sea", List.of()).scores()).isEmpty();
  }

  @Test
  void confidenceComesFromTheChoice() {
    LexicalConfidence alone = LexicalWorld.linker().rank("Nameless", "").confidence().orElseThrow();
    assertThat(alone.vector()).hasSize(LexicalConfidence.FEATURES.size());
    assertThat(alone.names()).isEqualTo(LexicalConfidence.FEATURES);
    assertThat(value(alone, "several_labels")).isZero();
    assertThat(value(alone, "unique_label")).isEqualTo(1);
    LexicalConfidence ambiguous =
        LexicalWorld.linker().rank("Georgia", "").confidence().orElseThrow();
    assertThat(value(ambiguous, "several_labels")).isEqualTo(1);
    assertThat(value(ambiguous, "unique_label")).isZero();
    assertThat(value(ambiguous, "probability")).isBetween(0.3, 1.0);
    assertThat(value(ambiguous, "log_odds"))
        .isCloseTo(
            Math.log(value(ambiguous, "probability") / (1 - value(ambiguous, "probability"))),
            within(1e-9));
  }

  private static double value(LexicalConfidence confidence, String feature) {
    return confidence.vector()[LexicalConfidence.FEATURES.indexOf(feature)];
  }

  private static LexicalScore score(LexicalRanking ranking, String qid) {
    return ranking.scores().stream()
        .filter(scored -> scored.candidate().qid().equals(qid))
        .findFirst()
        .orElseThrow();
  }
}
