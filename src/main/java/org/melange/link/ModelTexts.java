package org.melange.link;

/**
 * The texts that the encoder sees (paper, section 3.1; the released code's data set). {@code [SEP]}
 * is plain text to CLIP's tokenizer, as released.
 */
public final class ModelTexts {

  private static final String SEPARATOR = " [SEP] ";

  private ModelTexts() {}

  /**
   * A mention in its post.
   *
   * @param description the description chosen for it, or null; then the third part is left out
   */
  public static String ofMention(String mention, String text, String description) {
    String two = mention + SEPARATOR + text;
    return description == null || description.isEmpty() ? two : two + SEPARATOR + description;
  }

  /** An entity: its name and its description, which may be empty. */
  public static String ofEntity(String label, String description) {
    return label + SEPARATOR + description;
  }
}
