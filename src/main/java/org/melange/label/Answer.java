package org.melange.label;

import java.util.Locale;
import java.util.Optional;

/**
 * What a person says of a link.
 *
 * @param kind the kind of answer
 * @param qid the right entity, for {@link Kind#ENTITY}; else null
 */
public record Answer(Kind kind, String qid) {

  /** The answer of a data set for a mention without an entity. */
  public static final String NIL = "nil";

  /** The kinds of answers. */
  public enum Kind {
    /** The link is right. */
    RIGHT,
    /** The link is wrong, and the right entity is not known. */
    WRONG,
    /** The right answer is NIL. */
    NIL,
    /** The right entity is given. */
    ENTITY,
    /** There is no answer. */
    NONE
  }

  /**
   * Reads an answer: {@code right}, {@code wrong}, {@code nil}, a QID, and {@code skip} or nothing.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static Answer parse(String text) {
    String word = text.strip().toUpperCase(Locale.ROOT);
    if (word.matches("Q[1-9][0-9]*")) {
      return new Answer(Kind.ENTITY, word);
    }
    return switch (word) {
      case "", "SKIP" -> new Answer(Kind.NONE, null);
      case "RIGHT" -> new Answer(Kind.RIGHT, null);
      case "WRONG" -> new Answer(Kind.WRONG, null);
      case "NIL" -> new Answer(Kind.NIL, null);
      default ->
          throw new IllegalArgumentException(
              "the answer '" + text.strip() + "' is not right, wrong, nil, skip or a QID");
    };
  }

  /**
   * Whether a link is right; empty without an answer.
   *
   * @param linked the entity of the link; empty for NIL
   */
  public Optional<Boolean> correct(Optional<String> linked) {
    return switch (kind) {
      case RIGHT -> Optional.of(true);
      case WRONG -> Optional.of(false);
      case NIL -> Optional.of(linked.isEmpty());
      case ENTITY -> Optional.of(linked.equals(Optional.of(qid)));
      case NONE -> Optional.empty();
    };
  }

  /**
   * The right answer as a data set has it: a QID or {@link #NIL}; empty where it is not known.
   *
   * @param linked the entity of the link; empty for NIL
   */
  public Optional<String> gold(Optional<String> linked) {
    return switch (kind) {
      case RIGHT -> Optional.of(linked.orElse(NIL));
      case NIL -> Optional.of(NIL);
      case ENTITY -> Optional.of(qid);
      case WRONG, NONE -> Optional.empty();
    };
  }
}
