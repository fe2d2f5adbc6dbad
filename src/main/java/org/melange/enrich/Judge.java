package org.melange.enrich;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.melange.enrich.ChatReply.Answered;
import org.melange.enrich.ChatReply.Cases;
import org.melange.enrich.ChatReply.Exhausted;
import org.melange.enrich.ChatReply.Finish;
import org.melange.enrich.ChatReply.OverBudget;
import org.melange.enrich.ChatReply.Rejected;
import org.melange.enrich.Outcome.Chosen;
import org.melange.enrich.Outcome.Malformed;
import org.melange.enrich.Outcome.NoneFits;
import org.melange.enrich.Outcome.Refused;

/** What a reply means for the question that it belongs to. Immutable, thread-safe. */
public final class Judge {

  private static final int MAX_CONTENT = 200;

  /**
   * What a service says to everybody, whatever the question: no such key, no more credit, no such
   * model. No question is to blame.
   */
  private static final Set<Integer> SERVICE = Set.of(401, 402, 404, 405, 407, 429);

  private final Money money;
  private final String runId;
  private final Clock clock = Clock.systemUTC();

  /**
   * A judge.
   *
   * @param money what tokens cost
   * @param runId of the run that asks
   */
  public Judge(Money money, String runId) {
    this.money = money;
    this.runId = runId;
  }

  /**
   * Judges a reply.
   *
   * @param before what was known of the question; only an unsettled answer counts
   * @return what is known now; empty if the question was not really asked
   */
  public Optional<Answer> judge(
      ChatReply reply, String key, Question question, Optional<Answer> before) {
    Optional<Answer> halfDone = before.filter(answer -> !answer.settled());
    return unasked(reply).isPresent()
        ? Optional.empty()
        : reply.fold(
            new Cases<Optional<Answer>>(
                answered -> Optional.of(answered(answered, key, question, halfDone)),
                rejected -> Optional.of(rejected(rejected, key, halfDone)),
                exhausted -> Optional.of(exhausted(exhausted, key, halfDone)),
                overBudget -> Optional.empty()));
  }

  /** Why a question was not really asked, if it was not. */
  public static Optional<String> unasked(ChatReply reply) {
    if (reply instanceof OverBudget) {
      return Optional.of("the budget is spent");
    }
    if (reply instanceof Exhausted exhausted && exhausted.attempts() == 0) {
      return Optional.of(exhausted.lastError());
    }
    return turnsAway(reply) ? Optional.of(((Rejected) reply).why()) : Optional.empty();
  }

  /** Whether the service turns everybody away. */
  static boolean turnsAway(ChatReply reply) {
    return reply instanceof Rejected rejected && SERVICE.contains(rejected.status());
  }

  private Answer answered(
      Answered answered, String key, Question question, Optional<Answer> before) {
    Usage usage = before.map(Answer::usage).orElse(Usage.NONE).plus(answered.usage());
    Answer.Call call =
        new Answer.Call(
            answered.model(),
            TextWindow.head(answered.content(), MAX_CONTENT),
            answered.latency().toMillis(),
            answered.attempts());
    int tries = before.map(Answer::tries).orElse(0) + 1;
    return answer(key, outcome(answered, question), tries, usage, call);
  }

  private static Outcome outcome(Answered answered, Question question) {
    if (answered.finish() == Finish.REFUSED) {
      return new Refused();
    }
    return Choices.parse(answered.content(), question.choices().size())
        .<Outcome>map(c -> c.of(question).<Outcome>map(Chosen::new).orElseGet(NoneFits::new))
        .orElseGet(Malformed::new);
  }

  private Answer rejected(Rejected rejected, String key, Optional<Answer> before) {
    String why = "HTTP " + rejected.status() + ": " + rejected.why();
    return unanswered(key, new Refused(), why, 1, before);
  }

  private Answer exhausted(Exhausted exhausted, String key, Optional<Answer> before) {
    return unanswered(
        key, new Outcome.Exhausted(), exhausted.lastError(), exhausted.attempts(), before);
  }

  private Answer unanswered(
      String key, Outcome outcome, String why, int attempts, Optional<Answer> before) {
    return answer(
        key,
        outcome,
        before.map(Answer::tries).orElse(0),
        before.map(Answer::usage).orElse(Usage.NONE),
        new Answer.Call("", TextWindow.head(why, MAX_CONTENT), 0, attempts));
  }

  private Answer answer(String key, Outcome outcome, int tries, Usage usage, Answer.Call call) {
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
