package org.melange.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.melange.eval.OverlapBaseline.Described;
import org.melange.kb.name.Candidate;
import org.melange.kb.name.Candidate.Match;

class EvaluationTest {

  private static final Evaluation EVALUATION =
      new Evaluation(
          "model",
          List.of(
              RankedMention.of("a", 1, Map.of("image", "with", "name", "1")),
              RankedMention.of("b", 3, Map.of("image", "without")),
              RankedMention.of("c", RankedMention.MISSED, Map.of("image", "with"))));

  @Test
  void breaksDownByEachDimension() {
    assertThat(EVALUATION.dimensions()).containsExactly("image", "name");
    assertThat(EVALUATION.by("image").keySet()).containsExactly("with", "without");
    assertThat(EVALUATION.by("image").get("with").mentions()).hasSize(2);
    assertThat(EVALUATION.by("name").get("1").mentions()).hasSize(1);
  }

  @Test
  void meanRankIgnoresMissedEntities() {
    assertThat(EVALUATION.meanRank()).hasValue(2.0);
  }

  @Test
  void tableHasARowASystemAndACellAMetric() {
    String markdown = new EvaluationTable().add("a | b", EVALUATION).markdown();
    List<String> lines = markdown.lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .isEqualTo("| system | mentions | H@1 | H@3 | H@5 | H@10 | H@20 | MRR | mean rank |");
    assertThat(lines.get(2)).startsWith("| a \\| b | 3 | 33.33 (").endsWith("| 2.0 |");
  }

  @Test
  void cellsGiveValuesAndIntervalsInPercentAndDashesWithoutMentions() {
    Evaluation second =
        new Evaluation(
            "second",
            List.of(RankedMention.of("a", 2, Map.of()), RankedMention.of("b", 2, Map.of())));
    EvaluationTable table =
        new EvaluationTable().add("second", second).add("none", new Evaluation("none", List.of()));
    List<String> lines = table.markdown().lines().toList();
    assertThat(lines.get(1)).isEqualTo("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    assertThat(lines.get(2))
        .startsWith("| second | 2 | 0.00 (0.00–0.00) | 100.00 (100.00–100.00) | ")
        .endsWith(" | 50.00 (50.00–50.00) | 2.0 |");
    assertThat(lines.get(3)).isEqualTo("| none | 0 | – | – | – | – | – | – | – |");
  }

  @Test
  void aMentionWithoutADimensionIsCountedUnderNoneOfItsValues() {
    assertThat(EVALUATION.by("name")).containsOnlyKeys("1");
    assertThat(EVALUATION.by("name").get("1").mentions())
        .extracting(RankedMention::id)
        .containsExactly("a");
    assertThat(EVALUATION.by("name").get("1").system()).isEqualTo("model");
    assertThat(EVALUATION.by("colour")).isEmpty();
  }

  @Test
  void overlapIsACosineSoThatLongDescriptionsDoNotWin() {
    Set<String> post = Set.of("red", "panda", "climbs");
    assertThat(OverlapBaseline.overlap(post, "Red panda")).isEqualTo(2 / Math.sqrt(2));
    assertThat(OverlapBaseline.overlap(post, "red red red")).isEqualTo(1);
    assertThat(OverlapBaseline.overlap(post, "a red thing that climbs"))
        .isEqualTo(2 / Math.sqrt(5));
    assertThat(OverlapBaseline.overlap(post, " ")).isZero();
    assertThat(OverlapBaseline.overlap(Set.of(), "panda")).isZero();
  }

  @Test
  void overlapPrefersTheDescriptionThatSharesWords() {
    Described state = described("Q1428", Match.EXACT, "state of the United States");
    Described country = described("Q230", Match.EXACT, "country in the Caucasus");
    assertThat(OverlapBaseline.rank("hiking in the caucasus", List.of(state, country)))
        .extracting(Candidate::qid)
        .containsExactly("Q230", "Q1428");
  }

  @Test
  void overlapFallsBackToTheOrderOfNames() {
    Described alias = described("Q1", Match.ALIAS, "");
    Described exact = described("Q2", Match.EXACT, "");
    assertThat(OverlapBaseline.rank("", List.of(alias, exact)))
        .extracting(Candidate::qid)
        .containsExactly("Q2", "Q1");
  }

  @Test
  void overlapDoesNotRankASimilarNameAboveAnExactOne() {
    Described fits = described("Q1", Match.ALIAS, "");
    Described similar = described("Q2", Match.FUZZY, "caucasus");
    assertThat(OverlapBaseline.rank("caucasus", List.of(similar, fits)))
        .extracting(Candidate::qid)
        .containsExactly("Q1", "Q2");
  }

  private static Described described(String qid, Match match, String description) {
    return new Described(new Candidate(qid, match, 1), description);
  }
}
