package org.melange.enrich.question;

import java.util.concurrent.CompletableFuture;

/** A durable log of answers. Thread-safe. */
@FunctionalInterface
public interface AnswerSink {

  /** Appends an answer. The future completes when the answer survives a crash of this process. */
  CompletableFuture<Void> write(Answer answer);
}
