package org.melange.corpus;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * A record, or a part of one, that was rejected: one row of the quarantine.
 *
 * @param stage what was rejected
 * @param reason why, as a code
 * @param message why, in words that help to fix it
 * @param record the record as it was read, possibly truncated
 */
public record Rejection(Stage stage, Reason reason, String message, String record) {

  /** The maximum length of the record, in chars. */
  public static final int MAX_RECORD = 4_000;

  /** Truncates the record to {@link #MAX_RECORD}. */
  public Rejection {
    requireNonNull(stage, "stage");
    requireNonNull(reason, "reason");
    requireNonNull(message, "message");
    record = record.length() <= MAX_RECORD ? record : start(record) + "…";
  }

  private static String start(String record) {
    boolean splitsPair = Character.isHighSurrogate(record.charAt(MAX_RECORD - 1));
    return record.substring(0, splitsPair ? MAX_RECORD - 1 : MAX_RECORD);
  }

  /** What was rejected. */
  public enum Stage {
    /** A post. */
    POST,
    /** One mention of a post; the others are kept. */
    MENTION,
    /** An entity of a knowledge base. */
    ENTITY;

    /** The code in files. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Why a record was rejected. */
  public enum Reason {
    /** Not JSON, or truncated JSON. */
    MALFORMED,
    /** A field of the wrong type. */
    WRONG_TYPE,
    /** No identifier, or an empty one. */
    MISSING_ID,
    /** No text, name or other required field. */
    MISSING_FIELD,
    /** An identifier that an earlier record has too. */
    DUPLICATE_ID,
    /** A span that is empty, negative or beyond the end of the text. */
    SPAN_OUTSIDE_TEXT,
    /** A span that covers other text than the mention. */
    SPAN_MISMATCH,
    /** A mention beyond the maximum number for a post. */
    TOO_MANY_MENTIONS,
    /** A record beyond the maximum size. */
    TOO_LARGE,
    /** A post that crashed executors. */
    CRASH;

    /** The code in files. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
