package org.melange.kb.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.kb.Entity;
import org.melange.kb.index.NameIndexBuilder;
import org.melange.kb.name.Candidate.Match;

class CandidateIndexTest {

  private static final List<Entity> ENTITIES =
      List.of(
          entity("Q90", "Paris", 300, "City of Light"),
          entity("Q830149", "Paris", 60, "Paris, Texas"),
          entity("Q167646", "Paris (mythology)", 40),
          entity("Q47899", "Paris Hilton", 100),
          entity("Q313388", "Jonah Hill", 60),
          entity("Q131929", "Edward Dickinson Baker", 10),
          entity("Q174", "São Paulo", 200),
          entity("Q1065", "United Nations", 250),
          entity("Q132551", "United Nations High Commissioner for Refugees", 90),
          entity("Q956", "北京", 250, "Peking"));

  private final CandidateIndex index = new CandidateIndex(NameIndexBuilder.of(names(ENTITIES)));

  @Test
  void ordersByMatchThenWeightThenQid() {
    assertThat(index.candidates("PARIS", 10))
        .extracting(Candidate::qid, Candidate::match)
        .startsWith(
            org.assertj.core.groups.Tuple.tuple("Q90", Match.EXACT),
            org.assertj.core.groups.Tuple.tuple("Q830149", Match.EXACT),
            org.assertj.core.groups.Tuple.tuple("Q167646", Match.ALIAS),
            org.assertj.core.groups.Tuple.tuple("Q47899", Match.FUZZY));
  }

  @ParameterizedTest
  @CsvSource({
    "city of light, Q90, ALIAS",
    "Sao Paulo, Q174, FOLDED",
    "SÃO PAULO, Q174, EXACT",
    "Jonah, Q313388, FUZZY",
    "Hill, Q313388, FUZZY",
    "Jonah Hil, Q313388, FUZZY",
    "Edward Baker, Q131929, FUZZY",
    "President Baker, Q131929, FUZZY",
    "UN, Q1065, FUZZY",
    "UNHCR, Q132551, FUZZY",
    "北京, Q956, EXACT",
    "Pekin, Q956, FUZZY",
  })
  void findsTheEntity(String mention, String qid, Match match) {
    Candidate first = index.candidates(mention, 5).get(0);
    assertThat(first.qid()).isEqualTo(qid);
    assertThat(first.match()).isEqualTo(match);
  }

  @ParameterizedTest
  @CsvSource({"''", "xyzzy", "' \u200B'", "!!!", "\uD800"})
  void findsNothingForUnknownNames(String mention) {
    assertThat(index.candidates(mention, 5)).isEmpty();
  }

  @Test
  void givesEachEntityOnce() {
    assertThat(index.candidates("Paris, Texas", 10))
        .extracting(Candidate::qid)
        .doesNotHaveDuplicates()
        .startsWith("Q830149");
  }

  @Test
  void doesNotDependOnTheOrderOfNames() {
    List<Name> shuffled = new ArrayList<>(names(ENTITIES));
    Collections.shuffle(shuffled, new Random(43));
    CandidateIndex other = new CandidateIndex(NameIndexBuilder.of(shuffled));
    for (String mention : List.of("Paris", "Hill", "UN", "Edward", "sao", "United")) {
      assertThat(other.candidates(mention, 10)).isEqualTo(index.candidates(mention, 10));
    }
  }

  @Test
  void givesTheSameFirstCandidatesWhateverTheLimit() {
    CandidateIndex many = new CandidateIndex(NameIndexBuilder.of(names(generated(3_000))));
    for (String mention : List.of("name 7", "nam", "kind 12 name", "7")) {
      List<Candidate> all = many.candidates(mention, 200);
      assertThat(all).isSortedAccordingTo(CandidateIndex.order());
      for (int limit : new int[] {1, 5, 50}) {
        assertThat(many.candidates(mention, limit))
            .isEqualTo(all.subList(0, Math.min(limit, all.size())));
      }
    }
  }

  @Test
  void exactMatchesHaveTheNameButForDiacriticsAndPunctuation() {
    assertThat(index.exactMatches("PARIS", 10))
        .extracting(Candidate::qid)
        .containsExactly("Q90", "Q830149", "Q167646");
    assertThat(index.exactMatches("Paris", 2)).isEqualTo(index.candidates("Paris", 2));
    assertThat(index.exactMatches("sao-paulo!", 10))
        .extracting(Candidate::qid, Candidate::match)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("Q174", Match.FOLDED));
    assertThat(index.exactMatches("Hill", 10)).isEmpty();
    assertThat(index.exactMatches("\u200B", 10)).isEmpty();
  }

  /** The better of two matches of an entity counts, whichever is found first. */
  @Test
  void anEntityIsReturnedWithItsBestMatch() {
    List<Name> names =
        List.of(
            new Name("cote", "Q1", Name.Kind.ALIAS_FOLDED, 0.9),
            new Name("cote", "Q1", Name.Kind.ALIAS, 0.1),
            new Name("cote", "Q2", Name.Kind.LABEL_FOLDED, 0.9),
            new Name("cote", "Q10", Name.Kind.LABEL_FOLDED, 0.9),
            new Name("côte", "Q10", Name.Kind.LABEL, 0.1));
    assertThat(new CandidateIndex(NameIndexBuilder.of(names)).candidates("Côte", 9))
        .containsExactly(
            new Candidate("Q10", Match.EXACT, 0.1),
            new Candidate("Q1", Match.FOLDED, 0.9),
            new Candidate("Q2", Match.FOLDED, 0.9));
    assertThat(new CandidateIndex(NameIndexBuilder.of(names)).candidates("cote", 9))
        .startsWith(new Candidate("Q1", Match.ALIAS, 0.1));
  }

  @Test
  void theClosestOfNamesWithTheWordsComesFirst() {
    CandidateIndex hills =
        new CandidateIndex(
            NameIndexBuilder.of(
                names(
                    List.of(
                        entity("Q1", "Jonah Hill Elementary School", 9),
                        entity("Q2", "Jonah Hill", 9),
                        entity("Q3", "Hill", 9, "Jonah H. Hill")))));
    assertThat(hills.candidates("Jonah Hill's", 9))
        .extracting(Candidate::qid)
        .containsExactly("Q2", "Q3", "Q1");
    Candidate turned = hills.candidates("Hill, Jonah", 9).get(0);
    double weight = hills.candidates("Jonah Hill", 9).get(0).weight();
    assertThat(turned).isEqualTo(new Candidate("Q2", Match.FUZZY, weight));
  }

  @Test
  void initialsAreNeitherOneLetterNorMany() {
    CandidateIndex index =
        new CandidateIndex(
            NameIndexBuilder.of(
                names(
                    List.of(
                        entity("Q1", "Zeta Yankee", 9),
                        entity("Q2", "Alfa Bravo Charlie Delta Echo Foxtrot Golf", 9),
                        entity("Q3", "Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel", 9)))));
    assertThat(index.candidates("ZY", 9)).extracting(Candidate::qid).containsExactly("Q1");
    assertThat(index.candidates("Z", 9)).isEmpty();
    assertThat(index.candidates("ABCDEFG", 9)).extracting(Candidate::qid).containsExactly("Q2");
    assertThat(index.candidates("ABCDEFGH", 9)).isEmpty();
  }

  @Test
  void weightsAreInTheUnitInterval() {
    for (Candidate candidate : index.candidates("United Paris Hill", 10)) {
      assertThat(candidate.weight()).isGreaterThan(0).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void rejectsInvalidArguments() {
    assertThatThrownBy(() -> index.candidates("x", 0)).isInstanceOf(IllegalArgumentException.class);
    List<Name> names = List.of(new Name("x", "P31", Name.Kind.LABEL, 1));
    assertThatThrownBy(() -> new CandidateIndex(NameIndexBuilder.of(names)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("P31");
  }

  @Test
  void mayBeEmpty() {
    assertThat(new CandidateIndex(NameIndexBuilder.of(List.of())).candidates("Paris", 3)).isEmpty();
  }

  private static List<Entity> generated(int count) {
    List<Entity> entities = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      entities.add(entity("Q" + i, "Name " + i % 100 + " kind " + i % 37, i % 11));
    }
    return entities;
  }

  private static List<Name> names(List<Entity> entities) {
    return entities.stream().flatMap(entity -> EntityNames.of(entity).stream()).toList();
  }

  private static Entity entity(String qid, String label, long popularity, String... aliases) {
    List<String> none = List.of();
    return new Entity(qid, label, "", Arrays.asList(aliases), none, popularity, none, none);
  }
}
