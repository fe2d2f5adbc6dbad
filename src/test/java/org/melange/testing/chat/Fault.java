package org.melange.testing.chat;

/** What can be wrong with a service. */
public enum Fault {
  /** 429 that names no time. */
  TOO_MANY,
  /** 429 with {@code Retry-After} in seconds. */
  TOO_MANY_SECONDS,
  /** 429 with {@code Retry-After} as an HTTP date. */
  TOO_MANY_DATE,
  /** 500. */
  ERROR,
  /** 503 with {@code Retry-After}. */
  UNAVAILABLE,
  /** An answer that takes ten times as long. */
  SLOW,
  /** No answer, ever. */
  HANG,
  /** The connection is reset before the question was worked on. */
  RESET,
  /** The connection is reset when the answer was made, and charged. */
  RESET_AFTER,
  /** The connection is closed in the middle of an answer. */
  HALF,
  /** An answer whose body is no JSON. */
  BROKEN_JSON,
  /** An answer that does not follow the schema. */
  OUTSIDE,
  /** A true answer with counts that cannot be. */
  WRONG_USAGE;

  /** Whether the client holds a whole answer then. */
  public boolean answers() {
    return this == SLOW || this == OUTSIDE || this == WRONG_USAGE;
  }
}
