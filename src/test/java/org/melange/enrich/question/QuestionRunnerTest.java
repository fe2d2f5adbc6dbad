package org.melange.enrich.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.config.Enrichment.AnswerParsing;
import org.melange.enrich.budget.Money;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.chat.ChatModel;
import org.melange.enrich.chat.ChatReply;
import org.melange.enrich.chat.ChatReply.Answered;
import org.melange.enrich.chat.ChatReply.Concern;
import org.melange.enrich.chat.ChatReply.Exhausted;
import org.melange.enrich.chat.ChatReply.Finish;
import org.melange.enrich.chat.ChatReply.OverBudget;
import org.melange.enrich.chat.ChatReply.Rejected;
import org.melange.enrich.chat.ChatRequest;

/** The outcomes of questions, and that an answer counts only when it is written. */
class QuestionRunnerTest {

  private static final PromptTemplate TEMPLATE =
      PromptTemplate.parse("[system]\nchoose\n[user]\n{{mention}} {{text}} {{choices}}");
  private static final Question QUESTION = new Question("Georgia", "in Georgia", List.of("a", "b"));
  private static final Usage USAGE = new Usage(100, 10);

  private final List<Answer> log = new ArrayList<>();
  private final List<ChatRequest> requests = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({"1, chosen, a", "2, chosen, b", "none, none_fits, "})
  void aChoiceIsAnOutcome(String label, String status, String description) {
    Answer answer = ask(said(label)).orElseThrow();
    assertThat(answer.outcome().status()).isEqualTo(status);
    assertThat(answer.outcome().description()).isEqualTo(Optional.ofNullable(description));
    assertThat(answer.settled()).isTrue();
    assertThat(answer.failed()).isFalse();
    assertThat(answer.costUsd()).isEqualTo((100 * 2 + 10 * 8) / 1e6);
    assertThat(log).containsExactly(answer);
  }

  @Test
  void aMalformedAnswerIsAskedForAgain() {
    Answer answer = ask(said("7"), said("2")).orElseThrow();
    assertThat(answer.outcome().status()).isEqualTo("chosen");
    assertThat(answer.tries()).isEqualTo(2);
    assertThat(answer.usage()).isEqualTo(new Usage(200, 20));
    assertThat(log).hasSize(2);
    assertThat(log.get(0).settled()).isFalse();
    assertThat(requests).hasSize(2);
  }

  @Test
  void aTruncatedAnswerNamesTheSetting() {
    ChatReply empty = new Answered("", Finish.TRUNCATED, USAGE, "m", Duration.ZERO, 1);
    Answer answer = ask(empty, empty).orElseThrow();
    assertThat(answer.outcome().status()).isEqualTo("malformed");
    assertThat(answer.call().content()).contains("raise enrich.max-answer-tokens");
  }

  @Test
  void consecutiveMalformedAnswersCauseOneWarning() {
    List<String> warnings = new ArrayList<>();
    MalformedWatch watch = new MalformedWatch(warnings::add);
    Answer malformed =
        ask(said("\u001b[31m\n" + "x".repeat(500)), said("8")).map(a -> log.get(0)).orElseThrow();
    Answer chosen = ask(said("1")).orElseThrow();
    for (int i = 0; i < 3 * MalformedWatch.STRETCH; i++) {
      watch.saw(malformed);
      if (i == MalformedWatch.STRETCH - 2) {
        watch.saw(chosen);
      }
    }
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0))
        .hasSizeLessThan(250)
        .contains("not among the given choices", "xxx", "...")
        .doesNotContain("\u001b", "\n");
    assertThat(MalformedWatch.warning("all are", "")).contains("(empty)");
  }

  @Test
  void twoMalformedAnswersSettleTheQuestion() {
    Answer answer = ask(said("7"), said("x")).orElseThrow();
    assertThat(answer.outcome().status()).isEqualTo("malformed");
    assertThat(answer.settled()).isTrue();
    assertThat(answer.failed()).isTrue();
    assertThat(requests).hasSize(2);
  }

  @Test
  void theFirstTryOfAnotherRunCounts() {
    Answer first = ask(said("7"), new OverBudget()).orElseThrow();
    assertThat(first.settled()).isFalse();
    requests.clear();
    Answer second = ask(Optional.of(first), said("8")).orElseThrow();
    assertThat(second.tries()).isEqualTo(2);
    assertThat(requests).hasSize(1);
  }

  @Test
  void aRetriedQuestionStartsAnew() {
    Answer failed = ask(said("7"), said("8")).orElseThrow();
    requests.clear();
    Answer again = ask(Optional.of(failed), said("7"), said("1")).orElseThrow();
    assertThat(again.outcome().status()).isEqualTo("chosen");
    assertThat(again.usage()).isEqualTo(new Usage(200, 20));
  }

  @Test
  void aRefusalOfTheQuestionIsStored() {
    Answer filtered = ask(new Rejected(400, "400 bad", Concern.QUESTION)).orElseThrow();
    assertThat(filtered.outcome().status()).isEqualTo("refused");
    assertThat(filtered.call().content()).isEqualTo("HTTP 400 bad");
    assertThat(
            ask(new Answered("{\"choice\": \"1\"}", Finish.REFUSED, USAGE, "m", Duration.ZERO, 1))
                .orElseThrow()
                .outcome()
                .status())
        .isEqualTo("refused");
    assertThat(log).hasSize(2).allMatch(Answer::failed).allMatch(Answer::settled);
  }

  @Test
  void aReplyThatSaysNothingAboutTheQuestionIsNotStored() {
    assertThat(ask(new OverBudget())).isEmpty();
    assertThat(ask(new Exhausted(6, "503 busy"))).isEmpty();
    assertThat(ask(new Rejected(400, "400 Unsupported value: 'temperature'", Concern.REQUEST)))
        .isEmpty();
    assertThat(ask(new Exhausted(0, "the service is away"))).isEmpty();
    assertThat(log).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 402, 404, 429})
  void aRefusalOfTheCallerEndsAsking(int status) {
    Script model =
        new Script(
            new ArrayDeque<>(List.of(new Rejected(status, "go away", Concern.CALLER))), requests);
    QuestionRunner asker = asker(model, answer -> CompletableFuture.completedFuture(null));
    assertThat(asker.ask("k", QUESTION, Optional.empty()).join()).isEmpty();
    assertThat(asker.ask("l", QUESTION, Optional.empty()).join()).isEmpty();
    assertThat(asker.unasked()).isEqualTo("go away");
    assertThat(requests).hasSize(1);
  }

  @Test
  void anAnswerCountsOnlyWhenItIsWritten() {
    CompletableFuture<Void> disk = new CompletableFuture<>();
    QuestionRunner asker =
        asker(new Script(new ArrayDeque<>(List.of(said("7"), said("1"))), requests), a -> disk);
    CompletableFuture<Optional<Answer>> asked = asker.ask("k", QUESTION, Optional.empty());
    assertThat(asked).isNotDone();
    assertThat(requests).hasSize(1);
    disk.complete(null);
    assertThat(asked).isCompletedWithValueMatching(answer -> answer.orElseThrow().tries() == 2);
  }

  @Test
  void aFailedWriteFailsTheQuestion() {
    QuestionRunner asker =
        asker(
            new Script(new ArrayDeque<>(List.of(said("1"))), requests),
            a -> CompletableFuture.failedFuture(new IllegalStateException("disk full")));
    assertThat(asker.ask("k", QUESTION, Optional.empty())).isCompletedExceptionally();
  }

  private static ChatReply said(String label) {
    return new Answered(
        "{\"choice\": \"" + label + "\"}", Finish.COMPLETE, USAGE, "m", Duration.ofMillis(7), 1);
  }

  private Optional<Answer> ask(ChatReply... replies) {
    return ask(Optional.empty(), replies);
  }

  private Optional<Answer> ask(Optional<Answer> before, ChatReply... replies) {
    Script model = new Script(new ArrayDeque<>(List.of(replies)), requests);
    QuestionRunner asker =
        asker(
            model,
            answer -> {
              log.add(answer);
              return CompletableFuture.completedFuture(null);
            });
    Optional<Answer> answer = asker.ask("key", QUESTION, before).join();
    assertThat(model.replies()).isEmpty();
    return answer;
  }

  private static QuestionRunner asker(ChatModel model, AnswerSink log) {
    return new QuestionRunner(
        model,
        TEMPLATE,
        16,
        new ReplyEvaluator(new Money(0, 2, 8), "run", AnswerParsing.LENIENT),
        log);
  }

  /** Gives the replies that it was given, in order. */
  private record Script(Deque<ChatReply> replies, List<ChatRequest> requests) implements ChatModel {
    @Override
    public CompletableFuture<ChatReply> ask(ChatRequest request) {
      requests.add(request);
      return CompletableFuture.completedFuture(replies.remove());
    }

    @Override
    public void close() {}
  }
}
