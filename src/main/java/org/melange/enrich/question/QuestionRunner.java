package org.melange.enrich.question;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.melange.enrich.chat.ChatModel;
import org.melange.enrich.chat.ChatReply;

/**
 * Asks questions. Every answer is in the log before it counts, the one that is none included: it
 * was paid for, and when the question is asked again, in this run or after a crash in another, that
 * is its second try and the last. When the service turns everybody away, asking ends. Thread-safe.
 */
public final class QuestionRunner {

  private final ChatModel model;
  private final PromptTemplate template;
  private final int maxAnswerTokens;
  private final ReplyEvaluator judge;
  private final AnswerSink log;
  private volatile String unasked = "";
  private volatile boolean stopped;

  /**
   * An asker.
   *
   * @param model that is asked
   * @param template how it is asked
   * @param maxAnswerTokens where answers are cut
   * @param judge of what comes back
   * @param log where answers are written down
   */
  public QuestionRunner(
      ChatModel model,
      PromptTemplate template,
      int maxAnswerTokens,
      ReplyEvaluator judge,
      AnswerSink log) {
    this.model = model;
    this.template = template;
    this.maxAnswerTokens = maxAnswerTokens;
    this.judge = judge;
    this.log = log;
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
            .thenCompose(reply -> take(reply, key, question, halfDone));
  }

  /** Why the latest question that could not be asked could not; empty if all could. */
  public String unasked() {
    return unasked;
  }

  private CompletableFuture<Optional<Answer>> take(
      ChatReply reply, String key, Question question, Optional<Answer> before) {
    ReplyEvaluator.unasked(reply).ifPresent(why -> unasked = why);
    stopped |= ReplyEvaluator.turnsAway(reply);
    Optional<Answer> judged = judge.judge(reply, key, question, before);
    return judged.isEmpty()
        ? CompletableFuture.completedFuture(before)
        : log.write(judged.get()).thenCompose(written -> next(judged.get(), key, question));
  }

  private CompletableFuture<Optional<Answer>> next(Answer answer, String key, Question question) {
    Optional<Answer> known = Optional.of(answer);
    return answer.settled() ? CompletableFuture.completedFuture(known) : ask(key, question, known);
  }
}
