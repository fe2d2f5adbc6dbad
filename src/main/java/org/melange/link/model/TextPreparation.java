package org.melange.link.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the text of a mention has in place of a description that is missing or empty. */
public enum TextPreparation {

  /** Nothing: the text ends with the sentence. */
  OMIT_EMPTY,

  /**
   * The separator, as the released code of the paper has it: {@code "mention [SEP] sentence [SEP]
   * "}.
   */
  PUBLISHED;

  /** The name in a model's {@code config.json}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The preparation with a name.
   *
   * @throws IllegalArgumentException if none has it
   */
  public static TextPreparation ofCode(String code) {
    return Arrays.stream(values())
        .filter(preparation -> preparation.code().equals(code))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("'text' is '" + code + "': known are " + codes()));
  }

  private static List<String> codes() {
    return Arrays.stream(values()).map(TextPreparation::code).toList();
  }
}
