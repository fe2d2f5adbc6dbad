package org.melange.link.model;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import org.melange.image.ImagePreparation;

/**
 * How a model's inputs are prepared, in its {@code config.json}. Features of another preparation
 * are not those that the model was trained with. Immutable.
 *
 * @param image how images become squares
 * @param text how the texts of mentions are joined
 */
public record InputPreparation(ImagePreparation image, TextPreparation text) {

  /** CLIP's own preparation of images, and texts without empty parts. */
  public static final InputPreparation DEFAULT =
      new InputPreparation(ImagePreparation.CENTER_CROP, TextPreparation.OMIT_EMPTY);

  /** The preparation of the released code of the paper. */
  public static final InputPreparation PUBLISHED =
      new InputPreparation(ImagePreparation.SQUEEZE, TextPreparation.PUBLISHED);

  private static final String IMAGE = "image";
  private static final String TEXT = "text";

  /** Requires both. */
  public InputPreparation {
    requireNonNull(image, IMAGE);
    requireNonNull(text, TEXT);
  }

  /**
   * Reads {@code image} and {@code text}. An absent key has the value of {@code absent}.
   *
   * @throws IllegalArgumentException if a value is unknown
   */
  static InputPreparation fromMap(Map<String, Object> map, InputPreparation absent) {
    Object image = map.get(IMAGE);
    Object text = map.get(TEXT);
    return new InputPreparation(
        image == null ? absent.image() : ImagePreparation.ofCode(image.toString()),
        text == null ? absent.text() : TextPreparation.ofCode(text.toString()));
  }

  /** What {@link #fromMap} reads, without the defaults. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    if (image != DEFAULT.image()) {
      map.put(IMAGE, image.code());
    }
    if (text != DEFAULT.text()) {
      map.put(TEXT, text.code());
    }
    return map;
  }

  /** Facts for manifests. */
  public Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("image_preparation", image.code());
    facts.put("text_preparation", text.code());
    return facts;
  }
}
