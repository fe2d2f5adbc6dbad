package org.melange.enrich.batch;

/** Batches cannot be processed. What was submitted is recorded, and the next run collects it. */
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

  /** Whether the service reports that the requested object does not exist. */
  boolean notFound() {
    return notFound;
  }
}
