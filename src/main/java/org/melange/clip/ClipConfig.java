package org.melange.clip;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Locale;
import org.melange.tensor.WeightsException;

/**
 * The configuration of a CLIP model, as in Hugging Face's {@code config.json}.
 *
 * @param projectionDim width of the space that text and images share ({@code projection_dim})
 * @param text the text tower ({@code text_config})
 * @param vision the vision tower ({@code vision_config})
 */
public record ClipConfig(int projectionDim, Text text, Vision vision) {

  /** Requires a positive width. */
  public ClipConfig {
    positive("projection_dim", projectionDim);
    requireNonNull(text, "text");
    requireNonNull(vision, "vision");
  }

  /**
   * The transformer layers of a tower.
   *
   * @param width width of a token ({@code hidden_size})
   * @param layers number of layers ({@code num_hidden_layers})
   * @param heads attention heads; divides the width ({@code num_attention_heads})
   * @param innerWidth width within the feed-forward layers ({@code intermediate_size})
   * @param activation their activation function ({@code hidden_act})
   * @param epsilon added to the variance in layer norms ({@code layer_norm_eps})
   */
  public record Transformer(
      int width, int layers, int heads, int innerWidth, Activation activation, float epsilon) {
    /** Requires positive sizes and heads that divide the width. */
    public Transformer {
      positive("hidden_size", width);
      positive("num_hidden_layers", layers);
      positive("num_attention_heads", heads);
      positive("intermediate_size", innerWidth);
      requireNonNull(activation, "activation");
      if (width % heads != 0) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "num_attention_heads %d must divide hidden_size %d", heads, width));
      }
      if (!(epsilon > 0)) {
        throw new IllegalArgumentException("layer_norm_eps must be positive, found " + epsilon);
      }
    }
  }

  /**
   * The text tower.
   *
   * @param transformer its layers
   * @param positions the longest sequence ({@code max_position_embeddings})
   * @param vocabulary number of token ids ({@code vocab_size})
   * @param endToken the id of the end marker ({@code eos_token_id}); 2 means the largest id, an
   *     error of early configurations that published models still have
   */
  public record Text(Transformer transformer, int positions, int vocabulary, long endToken) {
    /** Requires positive sizes. */
    public Text {
      requireNonNull(transformer, "transformer");
      positive("max_position_embeddings", positions);
      positive("vocab_size", vocabulary);
    }

    /** Width of a token. */
    public int width() {
      return transformer.width();
    }
  }

  /**
   * The vision tower.
   *
   * @param transformer its layers
   * @param imageSize side of an image in pixels ({@code image_size})
   * @param patchSize side of a patch in pixels; divides that of the image ({@code patch_size})
   */
  public record Vision(Transformer transformer, int imageSize, int patchSize) {
    /** Requires patches that tile the image. */
    public Vision {
      requireNonNull(transformer, "transformer");
      positive("image_size", imageSize);
      positive("patch_size", patchSize);
      if (imageSize % patchSize != 0) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "patch_size %d must divide image_size %d", patchSize, imageSize));
      }
    }

    /** Width of a token. */
    public int width() {
      return transformer.width();
    }

    /** Number of tokens of an image: its patches and the class token. */
    public int positions() {
      int side = imageSize / patchSize;
      return side * side + 1;
    }
  }

  /** ViT-B/32, which also has the values of Hugging Face's defaults. */
  public static ClipConfig vitB32() {
    return parse("{}");
  }

  /**
   * Reads {@code config.json}. Missing keys have Hugging Face's defaults.
   *
   * @throws WeightsException if it is not a CLIP configuration; names the file and the key
   */
  public static ClipConfig read(Path file) {
    return ClipConfigJson.read(file);
  }

  /**
   * Reads the content of a {@code config.json}.
   *
   * @throws IllegalArgumentException if it is not a CLIP configuration; names the key
   */
  public static ClipConfig parse(String json) {
    return ClipConfigJson.parse(json);
  }

  /** This configuration as the content of a {@code config.json}, with all keys. */
  public String toJson() {
    return ClipConfigJson.write(this);
  }

  private static void positive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive, found " + value);
    }
  }
}
