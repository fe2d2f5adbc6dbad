package org.melange.link.model;

/**
 * The texts that the encoder sees (paper, section 3.1; the released code's data set). {@code [SEP]}
 * is plain text to CLIP's tokenizer, as released. Pure functions, safe for any number of threads.
 */
public final class InputText {

  /**
   * Chars of a post's text that the encoder may see. The text tower takes at most some hundred
   * tokens, and a token of CLIP's vocabulary has at most 32 bytes.
   */
  public static final int MAX_CHARS = 8_192;

  private static final String SEPARATOR = " [SEP] ";

  private InputText() {}

  /**
   * The part of a post's text that the encoder may see: a text of at most {@link #MAX_CHARS} chars
   * is complete; of a longer one the beginning, with as many chars that are not white space, and
   * one space for each run of white space, as the tokenizer has it.
   */
  public static String head(String text) {
    if (text.length() <= MAX_CHARS) {
      return text;
    }
    StringBuilder head = new StringBuilder();
    boolean space = false;
    for (int at = 0, seen = 0; at < text.length() && seen < MAX_CHARS; at++) {
      char c = text.charAt(at);
      boolean spaceBefore = space;
      space = Character.isWhitespace(c) && !isSeparator(c);
      if (!space) {
        head.append(c);
        seen++;
      } else if (!spaceBefore) {
        head.append(' ');
      }
    }
    boolean splits = Character.isHighSurrogate(head.charAt(head.length() - 1));
    return splits ? head.substring(0, head.length() - 1) : head.toString();
  }

  /**
   * A mention in its post.
   *
   * @param description the description chosen for it, empty or null if there is none
   * @param preparation what the third part is then
   */
  public static String ofMention(
      String mention, String text, String description, TextPreparation preparation) {
    String two = mention + SEPARATOR + text;
    if (description != null && !description.isEmpty()) {
      return two + SEPARATOR + description;
    }
    return preparation == TextPreparation.PUBLISHED ? two + SEPARATOR : two;
  }

  /** An entity: its name and its description, which may be empty. */
  public static String ofEntity(String label, String description) {
    return label + SEPARATOR + description;
  }

  /** Control characters that are white space in Java but not in Unicode. */
  private static boolean isSeparator(char c) {
    return '\u001C' <= c && c <= '\u001F';
  }
}
