package org.melange.link.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.melange.clip.ClipConfig;
import org.melange.clip.ClipModel;
import org.melange.clip.engine.ClipEngine;
import org.melange.clip.engine.ClipOutput;
import org.melange.clip.engine.LengthBucketingEngine;
import org.melange.clip.engine.OomRetryingEngine;
import org.melange.clip.engine.TorchEngine;
import org.melange.clip.tokenizer.ClipTokenizer;
import org.melange.config.Precision;
import org.melange.image.RgbImage;
import org.melange.link.row.MentionRow;
import org.melange.link.row.RoundingSlack;
import org.melange.link.row.RowEncoder;
import org.melange.mmoe.Features;
import org.melange.mmoe.Gate;
import org.melange.mmoe.GateStatistics;
import org.melange.mmoe.ImageProjection;
import org.melange.mmoe.Matcher;
import org.melange.mmoe.MatcherConfig;
import org.melange.mmoe.Side;
import org.melange.mmoe.Weights;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.tensor.Safetensors;
import org.melange.tensor.Tensor;
import org.melange.tensor.TensorSource;
import org.melange.tensor.WeightsException;

/**
 * The whole model: encoder, matcher and gate statistics. Loaded once a device and shared;
 * thread-safe as long as nothing trains it.
 *
 * <p>Training changes weights in place, but neither {@link #version()} nor what encoder and
 * compiler keep (the features of a missing image, compiled rows): save a trained model and load it.
 *
 * @see ModelDirectory
 */
public final class LinkingModel implements AutoCloseable {

  static final String MATCHER = "matcher.";
  private static final String STATISTICS = "gate_statistics.";
  private static final String WITHOUT_STATISTICS =
      " has no gate statistics, which scores need: train it (jobs/train), or make it without"
          + " --for-training";

  private final ModelConfig config;
  private final ClipModel clip;
  private final ImageProjection projection;
  private final Encoder encoder;
  private final Matcher matcher;
  private final TokenPruning tokens;
  private final Optional<GateStatistics> statistics;
  private final String version;
  private final Device device;
  private RowEncoder compiler;

  private LinkingModel(
      ModelConfig config,
      ClipModel clip,
      ClipTokenizer tokenizer,
      Weights weights,
      Optional<GateStatistics> statistics,
      String version,
      Device device) {
    this.config = config;
    this.clip = clip;
    this.projection =
        ImageProjection.create(widths(clip.config(), config.matcher()), weights, device);
    this.encoder =
        new Encoder(
            engine(clip, config),
            tokenizer,
            projection,
            clip.config().vision().imageSize(),
            device);
    this.matcher =
        Matcher.create(
            config.matcher(), (name, shape) -> weights.values(MATCHER + name, shape), device);
    this.tokens = new TokenPruning(matcher, device);
    this.statistics = statistics;
    this.version = version;
    this.device = device;
  }

  /**
   * Loads a model and checks every file against its manifest.
   *
   * @throws JobException if a file is missing, damaged or does not fit the others
   */
  public static LinkingModel load(Path folder, Device device) {
    return load(folder, Precision.FLOAT32, device);
  }

  /**
   * Loads a model as {@link #load(Path, Device)} does.
   *
   * @param precision what CLIP computes in; the matcher stays in float32
   * @throws JobException if half precision is asked of a CPU, or as above
   */
  public static LinkingModel load(Path folder, Precision precision, Device device) {
    if (precision != Precision.FLOAT32 && !device.isGpu()) {
      throw JobException.usage(
          "features.precision = float16 is for GPUs: on a CPU it is a hundred times slower");
    }
    ModelDirectory files = new ModelDirectory(folder);
    Manifest manifest = files.verified();
    try (TensorSource weights = Safetensors.open(files.matcherWeights())) {
      ModelConfig config = ModelConfig.parse(Files.readString(files.config()));
      ClipModel clip = ClipModel.load(files.clip(), DataType.valueOf(precision.name()), device);
      return new LinkingModel(
          config,
          clip,
          ClipTokenizer.load(files.tokenizer(), config.textLength()),
          weights(folder, weights),
          statistics(config, weights),
          manifest.version(),
          device);
    } catch (IllegalArgumentException | WeightsException e) {
      throw JobException.input("model " + folder + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading the model " + folder, e);
    }
  }

  /**
   * A model put together from its parts, without gate statistics; {@link #save} writes it.
   *
   * @param clip becomes the model's, and is closed with it
   * @param tokenizer a {@code tokenizer.json} that fits {@code clip}
   * @param weights asked for the parameters of the matcher (prefix {@code matcher.}) and of the
   *     image projections
   * @throws IllegalArgumentException if the parts do not fit together
   */
  public static LinkingModel assemble(
      ModelConfig config, ClipModel clip, Path tokenizer, Weights weights, Device device) {
    ClipTokenizer words = ClipTokenizer.load(tokenizer, config.textLength());
    ModelCompatibility.check(config, clip.config(), words);
    return new LinkingModel(config, clip, words, weights, Optional.empty(), "unsaved", device);
  }

  /**
   * Writes the model.
   *
   * @param tokenizer the {@code tokenizer.json} to copy along
   * @param statistics the frozen gate statistics; empty for the token gate
   * @param facts what the model was made from, for its manifest
   */
  public Manifest save(
      Path folder, Path tokenizer, Optional<GateStatistics> statistics, Map<String, Object> facts) {
    ModelDirectory files = new ModelDirectory(folder);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, long[]> maps =
        ImageProjection.parameterShapes(widths(clip.config(), config.matcher()));
    projection
        .exportWeights()
        .forEach((name, data) -> tensors.put(name, new Tensor(maps.get(name), data)));
    Map<String, long[]> shapes = Matcher.parameterShapes(config.matcher());
    matcher
        .exportWeights()
        .forEach((name, data) -> tensors.put(MATCHER + name, new Tensor(shapes.get(name), data)));
    long experts = config.matcher().experts();
    statistics
        .map(GateStatistics::toTensors)
        .orElse(Map.of())
        .forEach(
            (name, data) -> tensors.put(name, new Tensor(new long[] {experts, experts}, data)));
    try {
      Files.createDirectories(files.clip());
      clip.save(files.clip());
      Files.copy(tokenizer, files.tokenizer(), StandardCopyOption.REPLACE_EXISTING);
      Files.writeString(files.config(), config.toJson());
    } catch (IOException e) {
      throw new UncheckedIOException("writing the model " + folder, e);
    }
    Safetensors.write(files.matcherWeights(), tensors, Map.of("format", "pt"));
    return files.seal(facts);
  }

  /** GPUs that this process can use. */
  public static int gpus() {
    return Engine.getInstance().getGpuCount();
  }

  /** Shapes and gate. */
  public ModelConfig config() {
    return config;
  }

  /** Texts and images to features. */
  public Encoder encoder() {
    return encoder;
  }

  /** Features to scores. */
  public Matcher matcher() {
    return matcher;
  }

  /** The image projections, which are trained along with the matcher. */
  public ImageProjection projection() {
    return projection;
  }

  /** The CLIP model behind the encoder. */
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
   * Compiles features to the rows of an entity table and of mentions.
   *
   * @throws JobException if the model has the published gate and its statistics are not frozen yet
   */
  public synchronized RowEncoder compiler() {
    if (compiler == null) {
      compiler = newCompiler();
    }
    return compiler;
  }

  static ImageProjection.Widths widths(ClipConfig clip, MatcherConfig matcher) {
    return new ImageProjection.Widths(
        clip.projectionDim(), clip.vision().width(), matcher.imageDim());
  }

  /**
   * Texts as {@link #mentionRows} and {@link #entityRows} need them.
   *
   * @param texts as CLIP has them
   */
  public List<ClipOutput> textFeatures(List<ClipOutput> texts) {
    return tokens.texts(texts);
  }

  /**
   * Images as {@link #mentionRows} and {@link #entityRows} need them: in the matcher's width.
   *
   * @param images as CLIP has them
   */
  public List<ClipOutput> imageFeatures(List<ClipOutput> images) {
    return tokens.images(encoder.project(images));
  }

  /** Features of several mentions or entities; what they share is brought to them once. */
  public List<EncodedFeatures> features(
      List<TextInput> texts, List<ImageInput> images, FeatureCache memo) {
    List<ClipOutput> text = once(encoder.texts(texts, memo), this::textFeatures);
    List<ClipOutput> image = once(encoder.images(images, memo), this::imageFeatures);
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

  /** {@code map} of each of the objects that {@code all} are, once for each object. */
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

  private Features stack(NDManager manager, List<EncodedFeatures> items) {
    return Encoder.stack(manager, items, config.textLength(), clip.config().vision().positions());
  }

  /** What scoring needs of each of several mentions. */
  public List<MentionRow> mentionRows(List<EncodedFeatures> mentions) {
    try (NDManager manager = NDManager.newBaseManager(device)) {
      return compiler().mentionRows(stack(manager, mentions));
    }
  }

  /** What an entity table of some precision holds of each of several entities. */
  public List<float[]> entityRows(List<EncodedFeatures> entities, RoundingSlack rounding) {
    try (NDManager manager = NDManager.newBaseManager(device)) {
      return List.of(compiler().entityRows(stack(manager, entities), rounding));
    }
  }

  /** Adds what the gates make of some mentions or entities to {@code statistics}. */
  public void observe(
      List<EncodedFeatures> items, Side side, GateStatistics.Accumulator statistics) {
    try (NDManager manager = NDManager.newBaseManager(device)) {
      matcher.observe(stack(manager, items), side, statistics);
    }
  }

  /**
   * The published gate looks at what CLIP makes of padding (any token can light a cell), the token
   * gate does not.
   */
  private static ClipEngine engine(ClipModel clip, ModelConfig config) {
    ClipEngine engine = new OomRetryingEngine(new TorchEngine(clip));
    return config.matcher().gate() == Gate.PUBLISHED ? engine : new LengthBucketingEngine(engine);
  }

  private RowEncoder newCompiler() {
    return config.matcher().gate() == Gate.TOKEN
        ? RowEncoder.token(matcher)
        : RowEncoder.published(
            matcher,
            statistics.orElseThrow(
                () -> JobException.input("the model " + version + WITHOUT_STATISTICS)));
  }

  /**
   * Looks whether a model can score, without loading it.
   *
   * @throws JobException if it has the published gate, whose statistics are frozen when it is
   *     trained, and none yet, or its weights cannot be read
   */
  public static void requireStatistics(Path folder, ModelConfig config) {
    try (TensorSource weights = Safetensors.open(new ModelDirectory(folder).matcherWeights())) {
      if (config.matcher().gate() == Gate.PUBLISHED && statistics(config, weights).isEmpty()) {
        throw JobException.input("model " + folder + WITHOUT_STATISTICS);
      }
    } catch (WeightsException e) {
      throw JobException.input("model " + folder + ": " + e.getMessage(), e);
    }
  }

  private static Weights weights(Path folder, TensorSource source) {
    return (name, shape) -> {
      if (!source.names().contains(name)) {
        throw JobException.input("model " + folder + ": mmoe.safetensors has no tensor " + name);
      }
      return source.read(name);
    };
  }

  private static Optional<GateStatistics> statistics(ModelConfig config, TensorSource weights) {
    boolean there = weights.names().stream().anyMatch(name -> name.startsWith(STATISTICS));
    return there
        ? Optional.of(GateStatistics.fromTensors(config.matcher().experts(), weights::read))
        : Optional.empty();
  }

  @Override
  public void close() {
    encoder.close();
    matcher.close();
  }
}
