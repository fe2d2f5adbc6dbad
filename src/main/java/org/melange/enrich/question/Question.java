package org.melange.enrich.question;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;

/**
 * Which of these descriptions is meant by the mention in this text? Two mentions with equal
 * questions are asked about once.
 *
 * @param mention the name as written
 * @param text what stands around it, bounded
 * @param choices the descriptions to choose from, all different, at least one
 */
public record Question(String mention, String text, List<String> choices) {

  /**
   * @throws IllegalArgumentException if there is nothing to choose from, or something twice
   */
  public Question {
    requireNonNull(mention, "mention");
    requireNonNull(text, "text");
    choices = List.copyOf(choices);
    if (choices.isEmpty() || new HashSet<>(choices).size() < choices.size()) {
      throw new IllegalArgumentException("choices must be there and differ: " + choices);
    }
  }
}
