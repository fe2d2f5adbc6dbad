package org.melange.enrich.question;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;

/**
 * Which of these descriptions does the mention in this text mean? Equal questions are asked once.
 *
 * @param mention the name as written
 * @param text around the mention, truncated
 * @param choices the descriptions to choose from; distinct, at least one
 */
public record Question(String mention, String text, List<String> choices) {

  /**
   * @throws IllegalArgumentException if there is no choice, or one occurs twice
   */
  public Question {
    requireNonNull(mention, "mention");
    requireNonNull(text, "text");
    choices = List.copyOf(choices);
    if (choices.isEmpty() || new HashSet<>(choices).size() < choices.size()) {
      throw new IllegalArgumentException("choices must be distinct and not empty: " + choices);
    }
  }
}
