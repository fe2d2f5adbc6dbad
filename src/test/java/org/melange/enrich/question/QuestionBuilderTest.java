package org.melange.enrich.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.config.Enrichment.Questions;
import org.melange.config.Enrichment.SingleCandidate;
import org.melange.config.Settings;
import org.melange.corpus.Span;
import org.melange.enrich.chat.TextTruncation;
import org.melange.enrich.question.QuestionBuilder.Described;

/** When a mention needs a question, and which one. */
class QuestionBuilderTest {

  private static final Described COUNTRY = new Described("Q230", "country in the Caucasus");
  private static final Described STATE = new Described("Q1428", "state of the United States");
  private static final Described BARE = new Described("Q9", " ");

  @Test
  void noQuestionIsNeededWithoutAChoice() {
    assertThat(status(SingleCandidate.USE)).isEqualTo("no_candidate");
    assertThat(status(SingleCandidate.USE, BARE)).isEqualTo("no_description");
    assertThat(status(SingleCandidate.USE, COUNTRY)).isEqualTo("single_candidate");
    Described twin = new Described("Q7", " country in the Caucasus ");
    assertThat(status(SingleCandidate.USE, COUNTRY, twin)).isEqualTo("same_description");
  }

  @ParameterizedTest
  @CsvSource({"USE, country in the Caucasus", "SKIP, "})
  void theOnlyDescriptionIsUsedOrSkipped(SingleCandidate policy, String description) {
    QuestionDecision.Resolved settled = (QuestionDecision.Resolved) about(policy, COUNTRY);
    assertThat(settled.outcome().description()).isEqualTo(Optional.ofNullable(description));
  }

  @Test
  void theOnlyDescriptionIsAskedAboutOnRequest() {
    assertThat(question(about(SingleCandidate.ASK, COUNTRY)).choices())
        .containsExactly("country in the Caucasus");
  }

  @Test
  void aDescriptionIsAskedAboutIfOtherEntitiesHaveNone() {
    assertThat(question(about(SingleCandidate.USE, COUNTRY, BARE)).choices())
        .containsExactly("country in the Caucasus");
  }

  @Test
  void theQuestionDoesNotDependOnTheOrderOfTheCandidates() {
    List<Described> named = new ArrayList<>(List.of(COUNTRY, STATE, BARE));
    for (int i = 0; i < 20; i++) {
      named.add(new Described("Q" + (5000 - i), "description " + i % 7));
    }
    QuestionBuilder inquirer = new QuestionBuilder(limits(100, 50, SingleCandidate.USE));
    QuestionDecision expected = inquirer.about("Georgia", "in Georgia", Optional.empty(), named);
    assertThat(question(expected).choices())
        .startsWith("country in the Caucasus", "state of the United States")
        .hasSize(9);
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(named, new Random(seed));
      assertThat(inquirer.about("Georgia", "in Georgia", Optional.empty(), named))
          .isEqualTo(expected);
    }
  }

  @Test
  void theNumberOfCandidatesIsLimited() {
    QuestionBuilder inquirer = new QuestionBuilder(limits(1, 50, SingleCandidate.USE));
    assertThat(inquirer.about("Georgia", "", Optional.empty(), List.of(STATE, COUNTRY)))
        .isEqualTo(
            new QuestionDecision.Resolved(
                new EnrichmentOutcome.NotNeeded(
                    EnrichmentOutcome.Reason.SINGLE_CANDIDATE, Optional.of(STATE.description()))));
  }

  @Test
  void aLongTextIsTruncatedAroundTheMention() {
    String flag = "\uD83C\uDDEC\uD83C\uDDEA";
    String text = flag.repeat(500) + "Georgia" + flag.repeat(500);
    QuestionBuilder inquirer = new QuestionBuilder(limits(9, 27, SingleCandidate.USE));
    for (Optional<Span> span : List.of(Optional.of(new Span(1000, 1007)), Optional.<Span>empty())) {
      Question question = question(inquirer.about("Georgia", text, span, List.of(COUNTRY, STATE)));
      assertThat(question.text().codePointCount(0, question.text().length())).isEqualTo(27);
      assertThat(question.text()).contains("Georgia").doesNotContain("\uFFFD");
      assertThat(question.text()).isEqualTo(org.melange.corpus.UnicodeText.of(question.text()));
    }
  }

  @Test
  void aMentionAtTheEndOfATextIsNotCentered() {
    String text = "0123456789";
    assertThat(TextTruncation.around(text, "0", Optional.of(new Span(0, 1)), 4)).isEqualTo("0123");
    assertThat(TextTruncation.around(text, "9", Optional.of(new Span(9, 10)), 4)).isEqualTo("6789");
    assertThat(TextTruncation.around(text, "5", Optional.of(new Span(5, 6)), 4)).isEqualTo("3456");
    assertThat(TextTruncation.around(text, "x", Optional.empty(), 4)).isEqualTo("0123");
    assertThat(TextTruncation.around(text, text, Optional.of(new Span(0, 10)), 4))
        .isEqualTo("3456");
    assertThat(TextTruncation.around(text, "x", Optional.empty(), 10)).isEqualTo(text);
  }

  @Test
  void aLongDescriptionIsTruncated() {
    Questions limits = new Questions(null, SingleCandidate.USE, 9, 50, 3, 8, "", "");
    QuestionDecision inquiry =
        new QuestionBuilder(limits)
            .about(
                "x",
                "x",
                Optional.empty(),
                List.of(new Described("Q1", "\uD83C\uDDEC\uD83C\uDDEAab")));
    assertThat(((QuestionDecision.Resolved) inquiry).outcome().description())
        .contains("\uD83C\uDDEC\uD83C\uDDEAa");
  }

  private static String status(SingleCandidate policy, Described... named) {
    return ((QuestionDecision.Resolved) about(policy, named)).outcome().status();
  }

  private static QuestionDecision about(SingleCandidate policy, Described... named) {
    return new QuestionBuilder(limits(20, 2000, policy))
        .about("Georgia", "A night in Georgia", Optional.empty(), List.of(named));
  }

  private static Question question(QuestionDecision inquiry) {
    return ((QuestionDecision.Needed) inquiry).question();
  }

  private static Questions limits(int candidates, int text, SingleCandidate policy) {
    Questions d = Settings.defaults().enrich().questions();
    return new Questions(d.strategy(), policy, candidates, text, 300, d.maxAnswerTokens(), "", "");
  }
}
