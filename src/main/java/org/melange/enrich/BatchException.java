package org.melange.enrich;

/** Batches cannot go on. What was submitted is remembered; another run collects it. */
public final class BatchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BatchException(String message) {
    super(message);
  }
}
