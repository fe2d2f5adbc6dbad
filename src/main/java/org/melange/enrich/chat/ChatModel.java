package org.melange.enrich.chat;

import java.util.concurrent.CompletableFuture;
import org.melange.enrich.budget.RequestLimiter;

/**
 * A language model. Many requests may be in flight: the caller limits how many it holds, the {@link
 * RequestLimiter} how many the cluster sends. Thread-safe.
 */
public interface ChatModel extends AutoCloseable {

  /**
   * Sends a request. Every outcome is a {@link ChatReply}, failures included. The future fails only
   * after a programming error or after {@link #close}.
   */
  CompletableFuture<ChatReply> ask(ChatRequest request);

  /** Cancels the requests in flight. */
  @Override
  void close();
}
