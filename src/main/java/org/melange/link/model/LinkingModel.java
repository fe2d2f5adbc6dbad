package org.melange.link.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.melange.clip.ClipModel;
import org.melange.clip.engine.ClipEngine;
import org.melange.clip.engine.ClipOutput;
import org.melange.clip.engine.LengthBucketingEngine;
import org.melange.clip.engine.OomRetryingEngine;
import org.melange.clip.engine.PooledEngine;
import org.melange.clip.engine.TorchEngine;
import org.melange.clip.tokenizer.ClipTokenizer;
import org.melange.config.Precision;
import org.melange.image.RgbImage;
import org.melange.link.row.MentionRow;
import org.melange.link.row.NameTerm;
import org.melange.link.row.Rounding;
import org.melange.link.row.RowEncoder;
import org.melange.mmoe.Features;
import org.melange.mmoe.GateStatistics;
import org.melange.mmoe.ImageProjection;
import org.melange.mmoe.Matcher;
import org.melange.mmoe.Side;
import org.melange.mmoe.Weights;
import org.melange.run.JobException;
import org.melange.run.Manifest;

/**
 * The complete model: encoder, and a head: matcher and gate statistics, or weights of cosines.
 * Loaded once a device and shared; thread-safe as long as nothing trains it.
 *
 * <p>Training changes weights in place, but neither {@link #version()} nor what encoder and row
 * encoder keep (the features of a missing image, encoded weights): save a trained model and load
 * it.
 *
 * @see ModelDirectory
 */
public final class LinkingModel implements AutoCloseable {

  /** The prefix of the matcher's parameters among those of a model. */
  static final String MATCHER = "matcher.";

  private final ModelConfig config;
  private final ClipModel clip;
  private final Encoder encoder;
  private final ScoringHead head;
  private final String version;
  private final Device device;

  /**
   * A model of its parts, which it owns.
   *
   * @param weights gives the parameters of the matcher (prefix {@value #MATCHER}) and of the image
   *     projections
   */
  LinkingModel(
      ModelConfig config,
      ClipModel clip,
      ClipTokenizer tokenizer,
      Weights weights,
      Optional<GateStatistics> statistics,
      String version,
      Device device) {
    this.config = config;
    this.clip = clip;
    this.encoder =
        new Encoder(
            engine(clip, config.scoring()),
            tokenizer,
            config.preparation(),
            clip.config().vision().imageSize(),
            config.zeroShot().map(scoring -> CosineHead.MISSING));
    this.head =
        config.zeroShot().isPresent()
            ? new CosineHead(config.zeroShot().get())
            : new MatcherHead(config, clip.config(), weights, statistics, version, device);
    this.version = version;
    this.device = device;
  }

  /**
   * Loads a model and checks every file against its manifest.
   *
   * @throws JobException if a file is missing, damaged or does not fit the others
   */
  public static LinkingModel load(Path directory, Device device) {
    return load(directory, Precision.FLOAT32, device);
  }

  /**
   * Loads a model as {@link #load(Path, Device)} does.
   *
   * @param precision of CLIP's computation; the matcher stays in float32
   * @throws JobException if half precision is requested on a CPU, or as above
   */
  public static LinkingModel load(Path directory, Precision precision, Device device) {
    return ModelReader.load(directory, precision, device);
  }

  /**
   * Checks that a saved model can score, without loading it.
   *
   * @throws JobException if it has the published gate and no gate statistics, which training
   *     freezes, or its weights cannot be read
   */
  public static void requireStatistics(Path directory, ModelConfig config) {
    ModelReader.requireStatistics(directory, config);
  }

  /**
   * Writes the model.
   *
   * @param tokenizer the {@code tokenizer.json} to copy
   * @param statistics the frozen gate statistics; empty for the token gate
   * @param facts what the model was made from, for its manifest
   */
  public Manifest save(
      Path directory,
      Path tokenizer,
      Optional<GateStatistics> statistics,
      Map<String, Object> facts) {
    return save(config.name(), directory, tokenizer, statistics, facts);
  }

  /**
   * Writes the model with another name term.
   *
   * @param name what scores get for the names of candidates
   */
  public Manifest save(
      NameTerm name,
      Path directory,
      Path tokenizer,
      Optional<GateStatistics> statistics,
      Map<String, Object> facts) {
    return save(config.withName(name), directory, tokenizer, statistics, facts);
  }

  /**
   * Writes the model with another configuration of the same shape.
   *
   * @param written what {@code config.json} says
   */
  public Manifest save(
      ModelConfig written,
      Path directory,
      Path tokenizer,
      Optional<GateStatistics> statistics,
      Map<String, Object> facts) {
    return ModelWriter.save(this, written, directory, tokenizer, statistics, facts);
  }

  /** GPUs that this process can use. */
  public static int gpus() {
    return Engine.getInstance().getGpuCount();
  }

  /** Shapes and gate. */
  public ModelConfig config() {
    return config;
  }

  /** Computes features of texts and images. */
  public Encoder encoder() {
    return encoder;
  }

  /**
   * Computes scores of features.
   *
   * @throws IllegalStateException if the model is zero-shot
   */
  public Matcher matcher() {
    return matcherHead().matcher();
  }

  /**
   * The image projections, which are trained together with the matcher.
   *
   * @throws IllegalStateException if the model is zero-shot
   */
  public ImageProjection projection() {
    return matcherHead().projection();
  }

  private MatcherHead matcherHead() {
    if (head instanceof MatcherHead matching) {
      return matching;
    }
    throw new IllegalStateException("a zero-shot model has no matcher");
  }

  /** The CLIP model of the encoder. */
  public ClipModel clip() {
    return clip;
  }

  /** Where it runs. */
  public Device device() {
    return device;
  }

  /** Identifies the content of the model's files. */
  public String version() {
    return version;
  }

  /**
   * Texts as {@link #mentionRows} and {@link #entityRows} need them.
   *
   * @param texts as CLIP has them
   */
  public List<ClipOutput> textFeatures(List<ClipOutput> texts) {
    return head.texts(texts);
  }

  /**
   * Images as {@link #mentionRows} and {@link #entityRows} need them: in the matcher's width, if
   * there is one.
   *
   * @param images as the encoder has them
   */
  public List<ClipOutput> imageFeatures(List<ClipOutput> images) {
    return head.images(images);
  }

  /** Brings images as CLIP has them to the matcher's width, with all tokens. */
  List<ClipOutput> project(List<ClipOutput> images) {
    return matcherHead().project(images);
  }

  /** Features of several mentions or entities; outputs that they share are converted once. */
  public List<EncodedFeatures> features(
      List<TextInput> texts, List<ImageInput> images, FeatureCache cache) {
    List<ClipOutput> text = once(encoder.texts(texts, cache), this::textFeatures);
    List<ClipOutput> image = once(encoder.images(images, cache), this::imageFeatures);
    return IntStream.range(0, texts.size())
        .mapToObj(
            i -> EncodedFeatures.of(text.get(i), image.get(i), texts.get(i).tokens().length()))
        .toList();
  }

  /** Features of texts with decoded images. */
  public List<EncodedFeatures> features(List<String> texts, List<Optional<RgbImage>> images) {
    return features(
        texts.stream().map(encoder::prepare).toList(),
        images.stream().map(encoder::prepare).toList(),
        new FeatureCache(0));
  }

  /** Applies {@code map} to the distinct objects of {@code all}. */
  private static List<ClipOutput> once(List<ClipOutput> all, UnaryOperator<List<ClipOutput>> map) {
    Map<ClipOutput, Integer> places = new IdentityHashMap<>();
    List<ClipOutput> distinct = new ArrayList<>();
    for (ClipOutput output : all) {
      if (places.putIfAbsent(output, distinct.size()) == null) {
        distinct.add(output);
      }
    }
    List<ClipOutput> mapped = map.apply(distinct);
    return all.stream().map(output -> mapped.get(places.get(output))).toList();
  }

  /**
   * Encodes features as rows of an entity table and of mentions.
   *
   * @throws JobException if the model has the published gate and no gate statistics
   * @throws IllegalStateException if the model is zero-shot
   */
  public RowEncoder compiler() {
    return matcherHead().compiler();
  }

  /** What scoring needs of each of several mentions. */
  public List<MentionRow> mentionRows(List<EncodedFeatures> mentions) {
    return head.mentionRows(mentions);
  }

  /** What an entity table of some precision holds of each of several entities. */
  public List<float[]> entityRows(List<EncodedFeatures> entities, Rounding rounding) {
    return head.entityRows(entities, rounding);
  }

  /** Features of several items as the matcher takes them, owned by {@code manager}. */
  Features stack(NDManager manager, List<EncodedFeatures> items) {
    return matcherHead().stack(manager, items);
  }

  /** Adds the gate scores of some mentions or entities to {@code statistics}. */
  public void observe(
      List<EncodedFeatures> items, Side side, GateStatistics.Accumulator statistics) {
    try (NDManager manager = NDManager.newBaseManager(device)) {
      matcher().observe(stack(manager, items), side, statistics);
    }
  }

  private static ClipEngine engine(ClipModel clip, Scoring scoring) {
    ClipEngine engine = new OomRetryingEngine(new TorchEngine(clip));
    if (scoring instanceof Scoring.ZeroShot) {
      return new PooledEngine(new LengthBucketingEngine(engine));
    }
    return scoring.needsPadding() ? engine : new LengthBucketingEngine(engine);
  }

  @Override
  public void close() {
    encoder.close();
    head.close();
  }
}
