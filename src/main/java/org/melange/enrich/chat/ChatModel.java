package org.melange.enrich.chat;

import java.util.concurrent.CompletableFuture;
import org.melange.enrich.budget.RequestLimiter;

/**
 * Where questions are answered. Many may be in flight at a time; the caller bounds how many it
 * holds, the {@link RequestLimiter} how many the cluster sends. Thread-safe.
 */
public interface ChatModel extends AutoCloseable {

  /**
   * Asks. What came back is handed over exactly once, so that it can be written down before
   * anything uses it; whatever happens on the way is a {@link ChatReply} too. The future fails only
   * for programming errors and after {@link #close}.
   */
  CompletableFuture<ChatReply> ask(ChatRequest request);

  /** Gives up what is in flight. */
  @Override
  void close();
}
