package org.melange.report;

import java.util.List;

/**
 * Rejected records of one reason.
 *
 * @param stage {@code post}, {@code mention} or {@code entity}
 * @param reason the code of the reason
 * @param count how many records
 * @param examples some of them
 */
public record RejectionReason(String stage, String reason, long count, List<Example> examples) {

  private static final int MAX_RECORD = 300;

  /**
   * A rejected record.
   *
   * @param message what is wrong with it
   * @param record its beginning; may be null
   */
  public record Example(String message, String record) {

    /** Truncates both. */
    public Example {
      message = MarkedText.truncated(message, MAX_RECORD);
      record = MarkedText.truncated(record, MAX_RECORD);
    }
  }

  /** The count as text. */
  public String countText() {
    return Headline.count(count);
  }
}
