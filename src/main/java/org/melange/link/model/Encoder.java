package org.melange.link.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.melange.clip.engine.ClipEngine;
import org.melange.clip.engine.ClipOutput;
import org.melange.clip.tokenizer.ClipTokenizer;
import org.melange.image.ClipImageProcessor;
import org.melange.image.RgbImage;
import org.melange.mmoe.Features;

/**
 * Computes features of texts and images: CLIP, behind a {@link ClipEngine}. Each content is
 * computed once per {@link FeatureCache}, the features of a missing image once per model.
 * Thread-safe.
 *
 * <p>B batch, S image size.
 */
public final class Encoder implements AutoCloseable {

  private final ClipEngine engine;
  private final ClipTokenizer tokenizer;
  private final InputPreparation preparation;
  private final ClipImageProcessor preparer;
  private ClipOutput missingImage;

  /**
   * @param engine owned by the encoder, as is the tokenizer
   * @param preparation how inputs are prepared
   * @param imageSize S of the images that {@code engine} takes
   * @param missingImage features of a missing image; empty: those of zeros after normalisation
   */
  Encoder(
      ClipEngine engine,
      ClipTokenizer tokenizer,
      InputPreparation preparation,
      int imageSize,
      Optional<ClipOutput> missingImage) {
    this.engine = engine;
    this.tokenizer = tokenizer;
    this.missingImage = missingImage.orElse(null);
    this.preparation = preparation;
    this.preparer = ClipImageProcessor.forSize(imageSize, preparation.image());
  }

  /**
   * Identifies what CLIP computes of tokens and image files: weights, precision, how padding is
   * treated, and how images are prepared.
   */
  public String version() {
    return engine.version() + "-" + preparation.image().version();
  }

  /** How the model's inputs are prepared. */
  public InputPreparation preparation() {
    return preparation;
  }

  /** Tokenizes a text of {@link InputText}. */
  public TextInput prepare(String text) {
    ClipTokenizer.Encoded tokens = tokenizer.encode(text);
    return new TextInput(ContentHashes.ofTokens(tokens.ids()), tokens);
  }

  /**
   * Resizes and normalises an image as the model's preparation says.
   *
   * @param key a hash of its content
   */
  public ImageInput prepare(String key, RgbImage image) {
    return new ImageInput.Pixels(key, preparer.prepare(image));
  }

  /** Prepares a decoded image, whose key is a hash of its pixels. */
  ImageInput prepare(Optional<RgbImage> image) {
    return image
        .map(i -> prepare(ContentHashes.ofBytes(i.rgb()) + "-" + i.width(), i))
        .orElse(ImageInput.MISSING);
  }

  /**
   * Normalised pixels of an image, [3, S, S]; zeros for a missing one.
   *
   * @throws IllegalArgumentException if the image was not decoded
   */
  public float[] pixels(ImageInput image) {
    return image.fold(
        () -> ClipImageProcessor.absent(preparer.size()),
        Encoder::refuse,
        ImageInput.Pixels::values,
        Encoder::refuse);
  }

  private static <T> T refuse(ImageInput image) {
    throw new IllegalArgumentException(
        "the image " + image.key().orElseThrow() + " was not decoded");
  }

  /** Texts alone, as CLIP has them. */
  public List<ClipOutput> texts(List<TextInput> texts, FeatureCache memo) {
    return memo.get(
        texts.stream().map(TextInput::key).toList(),
        places -> engine.texts(places.stream().map(i -> texts.get(i).tokens().ids()).toList()));
  }

  /**
   * Images alone, as CLIP has them; a missing one is zeros after normalisation, as released.
   *
   * @throws IllegalArgumentException if an image was neither decoded nor encoded
   */
  public List<ClipOutput> images(List<ImageInput> images, FeatureCache memo) {
    List<ImageInput.Pixels> decoded =
        images.stream()
            .filter(ImageInput.Pixels.class::isInstance)
            .map(ImageInput.Pixels.class::cast)
            .toList();
    Iterator<ClipOutput> computed =
        memo.get(
                decoded.stream().map(ImageInput.Pixels::hash).toList(),
                places -> engine.images(places.stream().map(i -> decoded.get(i).values()).toList()))
            .iterator();
    return images.stream()
        .<ClipOutput>map(
            image ->
                image.fold(
                    this::missing,
                    Encoder::refuse,
                    pixels -> computed.next(),
                    ImageInput.Encoded::features))
        .toList();
  }

  /**
   * Encodes a batch with CLIP alone.
   *
   * @param texts B of them
   * @param images B of them
   */
  public List<FrozenFeatures> encodeFrozen(
      List<TextInput> texts, List<ImageInput> images, FeatureCache memo) {
    List<ClipOutput> text = texts(texts, memo);
    List<ClipOutput> image = images(images, memo);
    return IntStream.range(0, texts.size())
        .mapToObj(i -> FrozenFeatures.of(text.get(i), image.get(i), texts.get(i).tokens().length()))
        .toList();
  }

  /**
   * Features of several items as the matcher takes them, with as many tokens as one of them has.
   * Where {@link TokenPruning} dropped more of another, its last token is repeated.
   *
   * @param textTokens T
   * @param imageTokens P
   */
  static Features stack(
      NDManager manager, List<EncodedFeatures> items, int textTokens, int imageTokens) {
    return new Features(
        rows(manager, items, EncodedFeatures::textCls, items.get(0).textCls().length),
        tokens(manager, items, EncodedFeatures::textTokens, items.get(0).textCls().length),
        rows(manager, items, EncodedFeatures::imageCls, items.get(0).imageCls().length),
        tokens(manager, items, EncodedFeatures::imageTokens, items.get(0).imageCls().length),
        items.stream().mapToInt(EncodedFeatures::textLength).toArray(),
        textTokens,
        imageTokens);
  }

  /** [B, most tokens of an item, width]. */
  private static NDArray tokens(
      NDManager manager,
      List<EncodedFeatures> items,
      Function<EncodedFeatures, float[]> tokens,
      int width) {
    int most = items.stream().mapToInt(item -> tokens.apply(item).length / width).max().orElse(0);
    return rows(manager, items, item -> filled(tokens.apply(item), most, width), most, width);
  }

  private static float[] filled(float[] tokens, int count, int width) {
    float[] all = Arrays.copyOf(tokens, count * width);
    for (int at = tokens.length; at < all.length; at += width) {
      System.arraycopy(tokens, tokens.length - width, all, at, width);
    }
    return all;
  }

  private synchronized ClipOutput missing() {
    if (missingImage == null) {
      missingImage = engine.images(List.of(ClipImageProcessor.absent(preparer.size()))).get(0);
    }
    return missingImage;
  }

  /** The values of all items, [B, shape]. */
  static <T> NDArray rows(
      NDManager manager, List<T> items, Function<T, float[]> values, long... shape) {
    return manager.create(
        concat(items.stream().map(values).toList()),
        new Shape(items.size()).addAll(new Shape(shape)));
  }

  static float[] concat(List<float[]> parts) {
    int width = parts.get(0).length;
    float[] all = new float[Math.multiplyExact(parts.size(), width)];
    for (int i = 0; i < parts.size(); i++) {
      System.arraycopy(parts.get(i), 0, all, i * width, width);
    }
    return all;
  }

  @Override
  public void close() {
    engine.close();
    tokenizer.close();
  }
}
