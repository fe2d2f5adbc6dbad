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
  private final ReplyEvaluator evaluator;
  private final AnswerSink sink;
  private volatile String unasked = "";
  private volatile boolean stopped;

  /**
   * Asks {@code model}.
   *
   * @param template builds the requests
   * @param maxAnswerTokens length at which answers are truncated
   * @param evaluator evaluates the replies
   * @param sink receives the answers
   */
  public QuestionRunner(
      ChatModel model,
      PromptTemplate template,
      int maxAnswerTokens,
      ReplyEvaluator evaluator,
      AnswerSink sink) {
    this.model = model;
    this.template = template;
    this.maxAnswerTokens = maxAnswerTokens;
    this.evaluator = evaluator;
    this.sink = sink;
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
    Optional<Answer> evaluated = evaluator.evaluate(reply, key, question, before);
    return evaluated.isEmpty()
        ? CompletableFuture.completedFuture(before)
        : sink.write(evaluated.get()).thenCompose(written -> next(evaluated.get(), key, question));
  }

  private CompletableFuture<Optional<Answer>> next(Answer answer, String key, Question question) {
    Optional<Answer> known = Optional.of(answer);
    return answer.settled() ? CompletableFuture.completedFuture(known) : ask(key, question, known);
  }
}
