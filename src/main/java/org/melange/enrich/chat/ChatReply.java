package org.melange.enrich.chat;

import java.time.Duration;
import java.util.function.Function;
import org.melange.enrich.budget.Usage;

/** The outcome of a request to a language model. */
public sealed interface ChatReply {

  /** How an answer ended. */
  enum Finish {
    /** The answer is complete. */
    COMPLETE,
    /** It was truncated at {@link ChatRequest#maxOutputTokens}. */
    TRUNCATED,
    /** The model or a content filter refused; the content says why, or is empty. */
    REFUSED
  }

  /**
   * An answer, for which the service charges. Its content is not checked.
   *
   * @param content the text of the answer; not null
   * @param finish how it ended
   * @param usage as the service reports it; the estimate if the report is missing or implausible
   * @param model as the service reports it
   * @param latency of the last attempt
   * @param attempts number of requests sent, this one included
   */
  record Answered(
      String content, Finish finish, Usage usage, String model, Duration latency, int attempts)
      implements ChatReply {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.answered().apply(this);
    }
  }

  /** What a refusal is about. */
  enum Concern {
    /** The content of this question. Other questions may be answered, this one never. */
    QUESTION,
    /** The form of the request, such as a parameter; not the question. */
    REQUEST,
    /** The caller: the key, the credit or the model. No question would be answered. */
    CALLER
  }

  /** The service refuses the request; a retry cannot help. */
  record Rejected(int status, String why, Concern concern) implements ChatReply {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.rejected().apply(this);
    }
  }

  /**
   * No attempt was answered, or the service was unavailable or limited the rate for too long. This
   * says nothing about the question.
   */
  record Exhausted(int attempts, String lastError) implements ChatReply {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.exhausted().apply(this);
    }
  }

  /** Not sent, because the budget is spent. */
  record OverBudget() implements ChatReply {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.overBudget().apply(this);
    }
  }

  /** One function for each case. */
  record Cases<T>(
      Function<Answered, T> answered,
      Function<Rejected, T> rejected,
      Function<Exhausted, T> exhausted,
      Function<OverBudget, T> overBudget) {}

  /** Applies the function for this case. */
  <T> T fold(Cases<T> cases);
}
