package org.melange.image;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How an image of any shape becomes the square that a vision tower takes. */
public enum ImagePreparation {

  /**
   * The shorter side is resized to the square's by {@code BICUBIC}, and the center is cropped: the
   * preparation of CLIP.
   */
  CENTER_CROP,

  /**
   * Both sides are resized to the square's by {@code LANCZOS}, whatever the shape; nothing is
   * cropped: the preparation of the released code of the paper.
   */
  SQUEEZE;

  /** The name in a model's {@code config.json}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The version of decoding and preparation together. Stored features of another version are not
   * used.
   */
  public String version() {
    return this == CENTER_CROP
        ? ClipImageProcessor.VERSION
        : ClipImageProcessor.VERSION + "-" + code();
  }

  /**
   * The preparation with a name.
   *
   * @throws IllegalArgumentException if none has it
   */
  public static ImagePreparation ofCode(String code) {
    return Arrays.stream(values())
        .filter(preparation -> preparation.code().equals(code))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("'image' is '" + code + "': known are " + codes()));
  }

  private static List<String> codes() {
    return Arrays.stream(values()).map(ImagePreparation::code).toList();
  }
}
