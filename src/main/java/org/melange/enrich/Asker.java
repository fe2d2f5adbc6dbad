package org.melange.enrich;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.melange.enrich.ChatReply.Answered;
import org.melange.enrich.ChatReply.Cases;
import org.melange.enrich.ChatReply.Exhausted;
import org.melange.enrich.ChatReply.Finish;
import org.melange.enrich.ChatReply.Rejected;
import org.melange.enrich.Choices.Choice;
import org.melange.enrich.Outcome.Chosen;
import org.melange.enrich.Outcome.Malformed;
import org.melange.enrich.Outcome.NoneFits;
import org.melange.enrich.Outcome.Refused;

/**
 * Asks questions and judges what comes back. Every answer is in the log before it counts, the one
 * that is none included: it was paid for, and when the question is asked again, in this run or
 * after a crash in another, that is its second try and the last. When the service turns everybody
 * away, asking ends. Thread-safe.
 */
public final class Asker {

  private static final int MAX_CONTENT = 200;

  /**
   * What a service says to everybody, whatever the question: no such key, no more credit, no such
   * model. It is not asked again in vain, and no question is to blame.
   */
  private static final Set<Integer> SERVICE = Set.of(401, 402, 404, 405, 407, 429);

  private final ChatModel model;
  private final PromptTemplate template;
  private final int maxAnswerTokens;
  private final Money money;
  private final String runId;
  private final AnswerLog log;
  private final Clock clock;
  private volatile String unasked = "";
  private volatile boolean stopped;

  /**
   * An asker.
   *
   * @param model that is asked
   * @param template how it is asked
   * @param maxAnswerTokens where answers are cut
   * @param money what tokens cost
   * @param runId of the run that asks
   * @param log where answers are written down
   */
  public Asker(
      ChatModel model,
      PromptTemplate template,
      int maxAnswerTokens,
      Money money,
      String runId,
      AnswerLog log) {
    this.model = model;
    this.template = template;
    this.maxAnswerTokens = maxAnswerTokens;
    this.money = money;
    this.runId = runId;
    this.log = log;
    this.clock = Clock.systemUTC();
  }

  /**
   * Asks one question.
   *
   * @param before what is known of it; only an unsettled answer counts
   * @return what is known of it now; empty if it could not be asked
   */
  public CompletableFuture<Optional<Answer>> ask(
      String key, Question question, Optional<Answer> before) {
    Optional<Answer> halfDone = before.filter(answer -> !answer.settled());
    return stopped
        ? CompletableFuture.completedFuture(halfDone)
        : model
            .ask(template.request(question, maxAnswerTokens))
            .thenCompose(reply -> judge(reply, key, question, halfDone));
  }

  private CompletableFuture<Optional<Answer>> judge(
      ChatReply reply, String key, Question question, Optional<Answer> before) {
    return reply.fold(
        new Cases<CompletableFuture<Optional<Answer>>>(
            answered -> record(answered, key, question, before),
            rejected ->
                SERVICE.contains(rejected.status())
                    ? unasked(true, rejected.why(), before)
                    : record(answer(rejected, key, before)),
            exhausted ->
                exhausted.attempts() == 0
                    ? unasked(false, exhausted.lastError(), before)
                    : record(answer(exhausted, key, before)),
            overBudget -> unasked(false, "the budget is spent", before)));
  }

  private CompletableFuture<Optional<Answer>> unasked(
      boolean forGood, String why, Optional<Answer> before) {
    unasked = why;
    stopped |= forGood;
    return CompletableFuture.completedFuture(before);
  }

  /** Why the latest question that could not be asked could not; empty if all could. */
  public String unasked() {
    return unasked;
  }

  private CompletableFuture<Optional<Answer>> record(
      Answered answered, String key, Question question, Optional<Answer> before) {
    Answer answer = answer(answered, key, question, before);
    CompletableFuture<Optional<Answer>> recorded = record(answer);
    return answer.settled()
        ? recorded
        : recorded.thenCompose(unsettled -> ask(key, question, unsettled));
  }

  private CompletableFuture<Optional<Answer>> record(Answer answer) {
    return log.write(answer).thenApply(written -> Optional.of(answer));
  }

  private Answer answer(Answered answered, String key, Question question, Optional<Answer> before) {
    Usage usage = before.map(Answer::usage).orElse(Usage.NONE).plus(answered.usage());
    return new Answer(
        key,
        outcome(answered, question),
        before.map(Answer::tries).orElse(0) + 1,
        usage,
        money.cost(usage),
        new Answer.Call(
            answered.model(),
            TextWindow.head(answered.content(), MAX_CONTENT),
            answered.latency().toMillis(),
            answered.attempts()),
        runId,
        clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }

  private static Outcome outcome(Answered answered, Question question) {
    if (answered.finish() == Finish.REFUSED) {
      return new Refused();
    }
    Optional<Choice> choice = Choices.parse(answered.content(), question.choices().size());
    return choice
        .<Outcome>map(c -> c.of(question).<Outcome>map(Chosen::new).orElseGet(NoneFits::new))
        .orElseGet(Malformed::new);
  }

  private Answer answer(Rejected rejected, String key, Optional<Answer> before) {
    return unanswered(
        key, new Refused(), "HTTP " + rejected.status() + ": " + rejected.why(), 1, before);
  }

  private Answer answer(Exhausted exhausted, String key, Optional<Answer> before) {
    return unanswered(
        key, new Outcome.Exhausted(), exhausted.lastError(), exhausted.attempts(), before);
  }

  private Answer unanswered(
      String key, Outcome outcome, String why, int attempts, Optional<Answer> before) {
    Usage usage = before.map(Answer::usage).orElse(Usage.NONE);
    return new Answer(
        key,
        outcome,
        before.map(Answer::tries).orElse(0),
        usage,
        money.cost(usage),
        new Answer.Call("", TextWindow.head(why, MAX_CONTENT), 0, attempts),
        runId,
        clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }
}
