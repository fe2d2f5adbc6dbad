package org.melange.enrich.batch;

/** Batches cannot go on. What was submitted is remembered; another run collects it. */
public final class BatchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean notFound;

  BatchException(String message) {
    this(message, false);
  }

  BatchException(String message, boolean notFound) {
    super(message);
    this.notFound = notFound;
  }

  /** Whether the service says that what it was asked for does not exist. */
  boolean notFound() {
    return notFound;
  }
}
