package org.melange.enrich.question;

import java.util.function.Consumer;
import org.melange.enrich.chat.TextTruncation;
import org.melange.enrich.question.EnrichmentOutcome.Malformed;

/**
 * Warns once when several answers in succession are none of the choices given: the model or its
 * settings do not fit, and every further answer costs money. Thread-safe.
 */
public final class MalformedWatch {

  /** So many malformed answers in succession are reported. */
  public static final int STRETCH = 10;

  private static final int EXAMPLE = 100;

  private final Consumer<String> warn;
  private int stretch;
  private boolean warned;

  /** A watch that calls {@code warn} with one line. */
  public MalformedWatch(Consumer<String> warn) {
    this.warn = warn;
  }

  /** Takes note of an answer. */
  public void saw(Answer answer) {
    if (warns(answer)) {
      warn.accept(warning(STRETCH + " answers in succession are", answer.call().content()));
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
   * @param which answers, with the verb
   * @param content of one of them; truncated, and without control characters
   */
  public static String warning(String which, String content) {
    String line = content.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
    String head = TextTruncation.head(line, EXAMPLE);
    String example = head.length() < line.length() ? head + "..." : head;
    return "WARNING: "
        + which
        + " none of the choices given, for example: "
        + (example.isEmpty() ? "(empty)" : example);
  }
}
