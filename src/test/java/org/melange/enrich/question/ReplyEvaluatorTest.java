package org.melange.enrich.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.config.Enrichment.AnswerParsing;
import org.melange.enrich.budget.Money;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.chat.ChatReply;
import org.melange.enrich.chat.ChatReply.Answered;
import org.melange.enrich.chat.ChatReply.Concern;
import org.melange.enrich.chat.ChatReply.Exhausted;
import org.melange.enrich.chat.ChatReply.Finish;
import org.melange.enrich.chat.ChatReply.OverBudget;
import org.melange.enrich.chat.ChatReply.Rejected;

class ReplyEvaluatorTest {

  private static final Question QUESTION = new Question("Georgia", "in Georgia", List.of("a", "b"));
  private static final Money PRICES = new Money(0, 1e6, 2e6);

  private final ReplyEvaluator evaluator = new ReplyEvaluator(PRICES, "run", AnswerParsing.STRICT);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"choice\":\"1\"}    | chosen    | a",
        "{\"choice\":\"2\"}    | chosen    | b",
        "{\"choice\":\"none\"} | none_fits |",
        "{\"choice\":\"3\"}    | malformed |",
        "yes                   | malformed |",
        "''                    | malformed |"
      })
  void theContentDecides(String content, String status, String description) {
    Answer answer = evaluate(answered(content, Finish.COMPLETE), Optional.empty()).orElseThrow();
    assertThat(answer.outcome().status()).isEqualTo(status);
    assertThat(answer.outcome().description()).isEqualTo(Optional.ofNullable(description));
    assertThat(answer.call().content()).isEqualTo(content);
    assertThat(answer.key()).isEqualTo("k");
    assertThat(answer.runId()).isEqualTo("run");
    assertThat(answer.tries()).isEqualTo(1);
    assertThat(answer.usage()).isEqualTo(new Usage(10, 3));
    assertThat(answer.costUsd()).isEqualTo(16);
  }

  @Test
  void theSecondTryAddsUpAndIsTheLast() {
    Answer first = evaluate(answered("yes", Finish.COMPLETE), Optional.empty()).orElseThrow();
    assertThat(first.settled()).isFalse();
    Answer second = evaluate(answered("yes", Finish.COMPLETE), Optional.of(first)).orElseThrow();
    assertThat(second.tries()).isEqualTo(2);
    assertThat(second.usage()).isEqualTo(new Usage(20, 6));
    assertThat(second.costUsd()).isEqualTo(32);
    assertThat(second.settled()).isTrue();
    assertThat(second.failed()).isTrue();
    Answer anew = evaluate(answered("yes", Finish.COMPLETE), Optional.of(second)).orElseThrow();
    assertThat(anew.tries()).isEqualTo(1);
  }

  @Test
  void aTruncatedAnswerSaysWhatToDo() {
    Answer answer = evaluate(answered("{\"cho", Finish.TRUNCATED), Optional.empty()).orElseThrow();
    assertThat(answer.outcome()).isEqualTo(new EnrichmentOutcome.Malformed());
    assertThat(answer.call().content()).startsWith("truncated, raise enrich.max-answer-tokens");
  }

  @Test
  void aLongAnswerIsKeptInPart() {
    Answer answer =
        evaluate(answered("x".repeat(5000), Finish.COMPLETE), Optional.empty()).orElseThrow();
    assertThat(answer.call().content()).hasSize(200);
  }

  @Test
  void aRefusalOfTheModelIsPaidForAndSettled() {
    Answer answer =
        evaluate(answered("{\"choice\":\"1\"}", Finish.REFUSED), Optional.empty()).orElseThrow();
    assertThat(answer.outcome().status()).isEqualTo("refused");
    assertThat(answer.settled()).isTrue();
    assertThat(answer.costUsd()).isEqualTo(16);
  }

  @Test
  void aRefusalOfTheServiceKeepsTheUsageOfTheFirstTry() {
    Answer first = evaluate(answered("yes", Finish.COMPLETE), Optional.empty()).orElseThrow();
    Answer answer =
        evaluate(new Rejected(400, "400 filtered", Concern.QUESTION), Optional.of(first))
            .orElseThrow();
    assertThat(answer.outcome().status()).isEqualTo("refused");
    assertThat(answer.tries()).isEqualTo(1);
    assertThat(answer.usage()).isEqualTo(first.usage());
    assertThat(answer.call().content()).isEqualTo("HTTP 400 filtered");
  }

  @ParameterizedTest
  @EnumSource(value = Concern.class, names = "QUESTION", mode = EnumSource.Mode.EXCLUDE)
  void aRefusalOfTheRequestSaysNothingAboutTheQuestion(Concern concern) {
    Rejected rejected = new Rejected(400, "400 unsupported", concern);
    assertThat(evaluate(rejected, Optional.empty())).isEmpty();
    assertThat(ReplyEvaluator.unasked(rejected)).contains("400 unsupported");
    assertThat(ReplyEvaluator.refusesCaller(rejected)).isEqualTo(concern == Concern.CALLER);
  }

  @Test
  void withoutAnAnswerNothingIsKnown() {
    assertThat(evaluate(new Exhausted(3, "503 down"), Optional.empty())).isEmpty();
    assertThat(evaluate(new OverBudget(), Optional.empty())).isEmpty();
    assertThat(ReplyEvaluator.unasked(new Exhausted(3, "503 down"))).contains("503 down");
    assertThat(ReplyEvaluator.unasked(new OverBudget())).contains("the budget is spent");
    assertThat(ReplyEvaluator.unasked(answered("yes", Finish.COMPLETE))).isEmpty();
    assertThat(ReplyEvaluator.refusesCaller(new OverBudget())).isFalse();
  }

  @Test
  void lenientParsingAcceptsMoreFormats() {
    ReplyEvaluator lenient = new ReplyEvaluator(PRICES, "run", AnswerParsing.LENIENT);
    ChatReply reply = answered("The answer is {\"choice\": 2}.", Finish.COMPLETE);
    assertThat(lenient.evaluate(reply, "k", QUESTION, Optional.empty()).orElseThrow().outcome())
        .isEqualTo(new EnrichmentOutcome.Chosen("b"));
    assertThat(evaluate(reply, Optional.empty()).orElseThrow().outcome())
        .isEqualTo(new EnrichmentOutcome.Malformed());
  }

  @Test
  void theTimeHasMillisecondsAsTheStoreDoes() {
    Instant at = evaluate(answered("yes", Finish.COMPLETE), Optional.empty()).orElseThrow().at();
    assertThat(at.getNano() % 1_000_000).isZero();
  }

  private Optional<Answer> evaluate(ChatReply reply, Optional<Answer> before) {
    return evaluator.evaluate(reply, "k", QUESTION, before);
  }

  private static Answered answered(String content, Finish finish) {
    return new Answered(content, finish, new Usage(10, 3), "m", Duration.ofMillis(5), 1);
  }
}
