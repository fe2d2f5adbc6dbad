package org.melange.enrich.question;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.melange.config.Enrichment.AnswerParsing;
import org.melange.enrich.budget.Money;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.chat.ChatReply;
import org.melange.enrich.chat.ChatReply.Answered;
import org.melange.enrich.chat.ChatReply.Cases;
import org.melange.enrich.chat.ChatReply.Concern;
import org.melange.enrich.chat.ChatReply.Finish;
import org.melange.enrich.chat.ChatReply.Rejected;
import org.melange.enrich.chat.TextTruncation;
import org.melange.enrich.question.EnrichmentOutcome.Chosen;
import org.melange.enrich.question.EnrichmentOutcome.Malformed;
import org.melange.enrich.question.EnrichmentOutcome.NoneFits;
import org.melange.enrich.question.EnrichmentOutcome.Refused;

/** Evaluates the replies to questions. Immutable, thread-safe. */
public final class ReplyEvaluator {

  private static final int MAX_CONTENT = 200;
  private static final String TRUNCATED = "truncated, raise enrich.max-answer-tokens: ";

  private final Money money;
  private final String runId;
  private final AnswerParsing parsing;
  private final Clock clock = Clock.systemUTC();

  /**
   * Evaluates the replies of one run.
   *
   * @param money prices of tokens
   * @param runId the run that asks
   * @param parsing which forms of an answer are accepted
   */
  public ReplyEvaluator(Money money, String runId, AnswerParsing parsing) {
    this.money = money;
    this.runId = runId;
    this.parsing = parsing;
  }

  /**
   * Evaluates a reply.
   *
   * @param before the earlier answer to the question; ignored if it is settled
   * @return the new answer; empty if the reply says nothing about the question
   */
  public Optional<Answer> evaluate(
      ChatReply reply, String key, Question question, Optional<Answer> before) {
    Optional<Answer> firstTry = before.filter(answer -> !answer.settled());
    return unasked(reply).isPresent()
        ? Optional.empty()
        : reply.fold(
            new Cases<Optional<Answer>>(
                answered -> Optional.of(answered(answered, key, question, firstTry)),
                rejected -> Optional.of(rejected(rejected, key, firstTry)),
                exhausted -> Optional.empty(),
                overBudget -> Optional.empty()));
  }

  /**
   * Why a reply says nothing about its question; empty if it does. Only what the service says about
   * the question itself is kept.
   */
  public static Optional<String> unasked(ChatReply reply) {
    return reply.fold(
        new Cases<Optional<String>>(
            answered -> Optional.empty(),
            rejected ->
                Optional.of(rejected.why()).filter(why -> rejected.concern() != Concern.QUESTION),
            exhausted -> Optional.of(exhausted.lastError()),
            overBudget -> Optional.of("the budget is spent")));
  }

  /** Whether the service refuses the caller, so that no question would be answered. */
  static boolean refusesCaller(ChatReply reply) {
    return reply instanceof Rejected rejected && rejected.concern() == Concern.CALLER;
  }

  private Answer answered(
      Answered answered, String key, Question question, Optional<Answer> before) {
    Usage usage = before.map(Answer::usage).orElse(Usage.NONE).plus(answered.usage());
    Answer.Call call =
        new Answer.Call(
            answered.model(),
            TextTruncation.head(said(answered), MAX_CONTENT),
            answered.latency().toMillis(),
            answered.attempts());
    int tries = before.map(Answer::tries).orElse(0) + 1;
    return answer(key, outcome(answered, question), tries, usage, call);
  }

  /** The content; if the token limit truncated it, with advice. */
  private static String said(Answered answered) {
    return answered.finish() == Finish.TRUNCATED
        ? (TRUNCATED + answered.content()).strip()
        : answered.content();
  }

  private EnrichmentOutcome outcome(Answered answered, Question question) {
    if (answered.finish() == Finish.REFUSED) {
      return new Refused();
    }
    return ChoiceSchema.parse(answered.content(), question.choices().size(), parsing)
        .<EnrichmentOutcome>map(
            c -> c.of(question).<EnrichmentOutcome>map(Chosen::new).orElseGet(NoneFits::new))
        .orElseGet(Malformed::new);
  }

  private Answer rejected(Rejected rejected, String key, Optional<Answer> before) {
    return answer(
        key,
        new Refused(),
        before.map(Answer::tries).orElse(0),
        before.map(Answer::usage).orElse(Usage.NONE),
        new Answer.Call("", TextTruncation.head("HTTP " + rejected.why(), MAX_CONTENT), 0, 1));
  }

  private Answer answer(
      String key, EnrichmentOutcome outcome, int tries, Usage usage, Answer.Call call) {
    return new Answer(
        key,
        outcome,
        tries,
        usage,
        money.cost(usage),
        call,
        runId,
        clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }
}
