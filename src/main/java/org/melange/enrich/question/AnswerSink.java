package org.melange.enrich.question;

import java.util.concurrent.CompletableFuture;

/** Where answers are written down before anything uses them. Thread-safe. */
@FunctionalInterface
public interface AnswerSink {

  /** Writes an answer; done when it would outlive the death of this process. */
  CompletableFuture<Void> write(Answer answer);
}
