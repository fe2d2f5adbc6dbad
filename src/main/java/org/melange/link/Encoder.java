package org.melange.link;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.melange.clip.ClipModel;
import org.melange.clip.ClipTokenizer;
import org.melange.clip.ImageFeatures;
import org.melange.clip.ImagePreparer;
import org.melange.clip.RgbImage;
import org.melange.clip.TextFeatures;
import org.melange.mmoe.Features;
import org.melange.mmoe.ImageProjection;

/**
 * Texts and images to features: CLIP with the two image projections (paper, section 3.2). Equal
 * texts and the same image object are computed once a batch, the features of a missing image once a
 * model. Thread-safe.
 *
 * <p>B batch, T text tokens, P image tokens (class and patches), S image size, dt text width, dv
 * image width.
 */
public final class Encoder implements AutoCloseable {

  private final ClipModel clip;
  private final ClipTokenizer tokenizer;
  private final ImagePreparer preparer;
  private final ImageProjection projection;
  private final Device device;
  private final Head projected;
  private final Head plain = new Head(UnaryOperator.identity());

  Encoder(ClipModel clip, ClipTokenizer tokenizer, ImageProjection projection, Device device) {
    this.clip = clip;
    this.tokenizer = tokenizer;
    this.projection = projection;
    this.device = device;
    this.preparer = ImagePreparer.forSize(clip.config().vision().imageSize());
    this.projected =
        new Head(
            features ->
                new ImageFeatures(
                    projection.cls(features.embeds()), projection.tokens(features.tokens())));
  }

  /** What is done with CLIP's image features, and what comes of it for a missing image. */
  private static final class Head {
    private final UnaryOperator<ImageFeatures> map;
    private volatile Pair absentImage;

    Head(UnaryOperator<ImageFeatures> map) {
      this.map = map;
    }
  }

  /** Pooled and token features of one text or image, and how many tokens are live. */
  @SuppressWarnings("ArrayRecordComponent") // in flight: never compared
  private record Pair(float[] cls, float[] tokens, int length) {}

  /**
   * Encodes a batch.
   *
   * @param texts B of them, as {@link ModelTexts} makes them
   * @param images B of them; an absent one is zeros after normalisation, as released
   */
  public List<EncodedFeatures> encode(List<String> texts, List<Optional<RgbImage>> images) {
    try (NDManager manager = NDManager.newBaseManager(device)) {
      List<Pair> text = texts(manager, texts);
      List<Pair> image = images(manager, images, projected);
      return IntStream.range(0, texts.size())
          .mapToObj(
              i ->
                  new EncodedFeatures(
                      text.get(i).cls,
                      text.get(i).tokens,
                      image.get(i).cls,
                      image.get(i).tokens,
                      text.get(i).length))
          .toList();
    }
  }

  /**
   * Encodes a batch with CLIP alone, for a training of the image projections and the matcher.
   *
   * @param texts B of them, as {@link ModelTexts} makes them
   * @param images B of them; an absent one is zeros after normalisation, as released
   */
  public List<FrozenFeatures> encodeFrozen(List<String> texts, List<Optional<RgbImage>> images) {
    try (NDManager manager = NDManager.newBaseManager(device)) {
      List<Pair> text = texts(manager, texts);
      List<Pair> image = images(manager, images, plain);
      return IntStream.range(0, texts.size())
          .mapToObj(
              i ->
                  new FrozenFeatures(
                      text.get(i).cls,
                      text.get(i).tokens,
                      image.get(i).cls,
                      image.get(i).tokens,
                      text.get(i).length))
          .toList();
    }
  }

  /**
   * Features of several items as the matcher takes them: [B, dt], [B, T, dt], [B, dv], [B, P, dv].
   */
  public static Features stack(NDManager manager, List<EncodedFeatures> items) {
    int dt = items.get(0).textCls().length;
    int dv = items.get(0).imageCls().length;
    return new Features(
        rows(manager, items.stream().map(EncodedFeatures::textCls).toList(), dt, false),
        rows(manager, items.stream().map(EncodedFeatures::textTokens).toList(), dt, true),
        rows(manager, items.stream().map(EncodedFeatures::imageCls).toList(), dv, false),
        rows(manager, items.stream().map(EncodedFeatures::imageTokens).toList(), dv, true),
        items.stream().mapToInt(EncodedFeatures::textLength).toArray());
  }

  /** Token ids of texts, cut or padded to the model's length. */
  public List<ClipTokenizer.Encoded> tokenize(List<String> texts) {
    return tokenizer.encode(texts);
  }

  /** Normalised pixels of an image, [3, S, S]; zeros for a missing one. */
  public float[] pixels(Optional<RgbImage> image) {
    return image.map(preparer::prepare).orElseGet(() -> ImagePreparer.absent(preparer.size()));
  }

  private List<Pair> texts(NDManager manager, List<String> texts) {
    Map<String, Integer> distinct = new LinkedHashMap<>();
    texts.forEach(text -> distinct.putIfAbsent(text, distinct.size()));
    List<ClipTokenizer.Encoded> tokens = tokenizer.encode(List.copyOf(distinct.keySet()));
    TextFeatures features =
        clip.text(manager, tokens.stream().map(ClipTokenizer.Encoded::ids).toArray(long[][]::new));
    int[] lengths = tokens.stream().mapToInt(ClipTokenizer.Encoded::length).toArray();
    List<Pair> pairs = split(features.embeds(), features.tokens(), lengths);
    return texts.stream().map(text -> pairs.get(distinct.get(text))).toList();
  }

  private List<Pair> images(NDManager manager, List<Optional<RgbImage>> images, Head head) {
    IdentityHashMap<RgbImage, Integer> distinct = new IdentityHashMap<>();
    List<float[]> pixels = new ArrayList<>();
    for (Optional<RgbImage> image : images) {
      if (image.isPresent() && distinct.putIfAbsent(image.get(), pixels.size()) == null) {
        pixels.add(preparer.prepare(image.get()));
      }
    }
    List<Pair> pairs = pixels.isEmpty() ? List.of() : encode(manager, pixels, head);
    return images.stream()
        .map(image -> image.map(i -> pairs.get(distinct.get(i))).orElseGet(() -> absent(head)))
        .toList();
  }

  private Pair absent(Head head) {
    if (head.absentImage == null) {
      try (NDManager manager = NDManager.newBaseManager(device)) {
        List<float[]> pixels = List.of(ImagePreparer.absent(preparer.size()));
        head.absentImage = encode(manager, pixels, head).get(0);
      }
    }
    return head.absentImage;
  }

  /** B times [3, S, S] to B pairs of [dv] and [P, dv]. */
  private List<Pair> encode(NDManager manager, List<float[]> pixels, Head head) {
    NDArray batch =
        manager.create(
            concat(pixels), new Shape(pixels.size(), 3, preparer.size(), preparer.size()));
    ImageFeatures features = head.map.apply(clip.image(manager, batch));
    int[] lengths = new int[pixels.size()];
    Arrays.fill(lengths, Math.toIntExact(features.tokens().getShape().get(1)));
    return split(features.embeds(), features.tokens(), lengths);
  }

  private static List<Pair> split(NDArray cls, NDArray tokens, int[] lengths) {
    float[] allCls = cls.toFloatArray();
    float[] allTokens = tokens.toFloatArray();
    int c = allCls.length / lengths.length;
    int t = allTokens.length / lengths.length;
    return IntStream.range(0, lengths.length)
        .mapToObj(
            i ->
                new Pair(
                    Arrays.copyOfRange(allCls, i * c, (i + 1) * c),
                    Arrays.copyOfRange(allTokens, i * t, (i + 1) * t),
                    lengths[i]))
        .toList();
  }

  private static NDArray rows(NDManager manager, List<float[]> parts, int width, boolean tokens) {
    long length = parts.get(0).length / width;
    Shape shape = tokens ? new Shape(parts.size(), length, width) : new Shape(parts.size(), width);
    return manager.create(concat(parts), shape);
  }

  private static float[] concat(List<float[]> parts) {
    int width = parts.get(0).length;
    float[] all = new float[parts.size() * width];
    for (int i = 0; i < parts.size(); i++) {
      System.arraycopy(parts.get(i), 0, all, i * width, width);
    }
    return all;
  }

  @Override
  public void close() {
    clip.close();
    tokenizer.close();
    projection.close();
  }
}
