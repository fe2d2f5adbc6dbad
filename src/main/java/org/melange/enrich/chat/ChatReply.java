package org.melange.enrich.chat;

import java.time.Duration;
import java.util.function.Function;
import org.melange.enrich.budget.Usage;

/** What became of a question that was asked. */
public sealed interface ChatReply {

  /** How an answer ended. */
  enum Finish {
    /** The model said all that it wanted to. */
    COMPLETE,
    /** It was cut off at {@link ChatRequest#maxOutputTokens}. */
    CUT,
    /** The model or a filter of the service refused; the content says why, or is empty. */
    REFUSED
  }

  /**
   * An answer, paid for. What it says is not checked here.
   *
   * @param content the text of the answer; not null
   * @param finish how it ended
   * @param usage what the service counted, or the estimate where it told nothing believable
   * @param model the model that the service says it used
   * @param latency of the attempt that was answered
   * @param attempts how often it was asked, this one included
   */
  record Answered(
      String content, Finish finish, Usage usage, String model, Duration latency, int attempts)
      implements ChatReply {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.answered().apply(this);
    }
  }

  /** What a refusal concerns. */
  enum Concern {
    /** The content of this question: another question may be answered, this one never is. */
    QUESTION,
    /** The form of the request, such as a parameter; no statement about the question. */
    REQUEST,
    /** The caller: the key, the credit, the model. No question would be answered. */
    CALLER
  }

  /** The service refuses the request; asking again cannot help. */
  record Rejected(int status, String why, Concern concern) implements ChatReply {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.rejected().apply(this);
    }
  }

  /**
   * No answer came in as many attempts as are made, or the service has been unavailable or has
   * limited the rate for too long. Nothing is known of the question.
   */
  record Exhausted(int attempts, String lastError) implements ChatReply {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.exhausted().apply(this);
    }
  }

  /** It was not asked: the money is spent. */
  record OverBudget() implements ChatReply {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.overBudget().apply(this);
    }
  }

  /** What to do with each. */
  record Cases<T>(
      Function<Answered, T> answered,
      Function<Rejected, T> rejected,
      Function<Exhausted, T> exhausted,
      Function<OverBudget, T> overBudget) {}

  /** Applies the function that belongs to this reply. */
  <T> T fold(Cases<T> cases);
}
