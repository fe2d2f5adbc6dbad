package org.melange.corpus;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * A record, or a part of one, that could not be used: one row of the quarantine.
 *
 * @param stage where it was refused
 * @param reason why, as a code to count by
 * @param message why, in words that help to mend it
 * @param record the record as it was read, possibly shortened
 */
public record Rejection(Stage stage, Reason reason, String message, String record) {

  /** The longest piece of a refused record that is kept, in characters. */
  public static final int MAX_RECORD = 4_000;

  /** Shortens the record to {@link #MAX_RECORD}. */
  public Rejection {
    requireNonNull(stage, "stage");
    requireNonNull(reason, "reason");
    requireNonNull(message, "message");
    record = record.length() <= MAX_RECORD ? record : start(record) + "…";
  }

  private static String start(String record) {
    boolean splits = Character.isHighSurrogate(record.charAt(MAX_RECORD - 1));
    return record.substring(0, splits ? MAX_RECORD - 1 : MAX_RECORD);
  }

  /** What was being read. */
  public enum Stage {
    /** A whole post is left out. */
    POST,
    /** One mention of a post is left out; its other mentions go on. */
    MENTION,
    /** An entity of a knowledge base is left out. */
    ENTITY;

    /** The code as it stands in files. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Why a record was refused. */
  public enum Reason {
    /** Not JSON, or cut off. */
    MALFORMED,
    /** A field holds another type than it must. */
    WRONG_TYPE,
    /** No identifier, or an empty one. */
    MISSING_ID,
    /** No text, name or other field that cannot be done without. */
    MISSING_FIELD,
    /** An identifier that an earlier record has. */
    DUPLICATE_ID,
    /** A span that is empty, negative or beyond the end of the text. */
    SPAN_OUTSIDE_TEXT,
    /** A span that covers other text than the mention. */
    SPAN_MISMATCH,
    /** A mention beyond the most that a post may have. */
    TOO_MANY_MENTIONS,
    /** A record beyond the allowed size. */
    TOO_LARGE;

    /** The code as it stands in files. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
