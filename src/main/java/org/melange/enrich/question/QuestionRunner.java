package org.melange.enrich.question;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.melange.enrich.chat.ChatModel;
import org.melange.enrich.chat.ChatReply;

/**
 * Asks questions and records the answers. An answer counts only when it is written. A malformed
 * answer is written, too, because it was paid for; a second try follows, in this run or after a
 * crash in the next, and it is the last one. If the service refuses the caller, no further question
 * is asked. Thread-safe.
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
   * Asks {@code model}.
   *
   * @param template builds the requests
   * @param maxAnswerTokens length at which answers are truncated
   * @param judge evaluates the replies
   * @param log receives the answers
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
   * @param before the earlier answer; ignored if it is settled
   * @return the latest answer; empty if there is none
   */
  public CompletableFuture<Optional<Answer>> ask(
      String key, Question question, Optional<Answer> before) {
    Optional<Answer> firstTry = before.filter(answer -> !answer.settled());
    return stopped
        ? CompletableFuture.completedFuture(firstTry)
        : model
            .ask(template.request(question, maxAnswerTokens))
            .thenCompose(reply -> take(reply, key, question, firstTry));
  }

  /** Why the last unanswered question has no answer; empty if all were answered. */
  public String unasked() {
    return unasked;
  }

  private CompletableFuture<Optional<Answer>> take(
      ChatReply reply, String key, Question question, Optional<Answer> before) {
    ReplyEvaluator.unasked(reply).ifPresent(why -> unasked = why);
    stopped |= ReplyEvaluator.refusesCaller(reply);
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
