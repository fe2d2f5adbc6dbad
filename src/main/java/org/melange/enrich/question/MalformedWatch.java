package org.melange.enrich.question;

import java.util.function.Consumer;
import org.melange.enrich.chat.TextTruncation;
import org.melange.enrich.question.EnrichmentOutcome.Malformed;

/**
 * Warns once after several malformed answers in a row: the model or its settings are unsuitable,
 * and each further answer costs money. Thread-safe.
 */
public final class MalformedWatch {

  /** The number of consecutive malformed answers that is reported. */
  public static final int STRETCH = 10;

  private static final int EXAMPLE = 100;

  private final Consumer<String> warn;
  private int stretch;
  private boolean warned;

  /** Calls {@code warn} with one line. */
  public MalformedWatch(Consumer<String> warn) {
    this.warn = warn;
  }

  /** Observes an answer. */
  public void saw(Answer answer) {
    if (warns(answer)) {
      warn.accept(warning(STRETCH + " answers in a row are", answer.call().content()));
    }
  }

  private synchronized boolean warns(Answer answer) {
    stretch = answer.outcome() instanceof Malformed ? stretch + 1 : 0;
    boolean now = stretch >= STRETCH && !warned;
    warned |= now;
    return now;
  }

  /**
   * The warning.
   *
   * @param which the subject and verb of the sentence
   * @param content of one of the answers; the warning contains its start, without control
   *     characters
   */
  public static String warning(String which, String content) {
    String line = content.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
    String head = TextTruncation.head(line, EXAMPLE);
    String example = head.length() < line.length() ? head + "..." : head;
    return "WARNING: "
        + which
        + " not among the given choices, for example: "
        + (example.isEmpty() ? "(empty)" : example);
  }
}
