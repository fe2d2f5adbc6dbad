package org.melange.link.model;

import ai.djl.Device;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.melange.clip.ClipConfig;
import org.melange.clip.ClipModel;
import org.melange.clip.Initializers;
import org.melange.clip.tokenizer.ClipTokenizer;
import org.melange.link.row.NameTerm;
import org.melange.mmoe.ImageProjection;
import org.melange.mmoe.Weights;
import org.melange.tensor.TensorSource;
import org.melange.tensor.WeightFiles;

/**
 * Describes a model to build: its shapes, and the source of its weights. Immutable.
 *
 * @param config shapes of texts and matcher
 * @param small the CLIP to create if no pretrained one is given
 * @param clip directory of a pretrained CLIP
 * @param weights file with the weights of matcher and projections
 * @param tokenizer a {@code tokenizer.json}
 * @param seed of random weights
 */
public record ModelBuilder(
    ModelConfig config,
    Optional<ClipConfig> small,
    Optional<Path> clip,
    Optional<Path> weights,
    Path tokenizer,
    long seed) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Differences of 0.1 between weights of names count as the typical spread of a cosine does. */
  private static final double NAME_SPREAD = 0.1;

  private static final NameTerm ZERO_SHOT_NAMES =
      new NameTerm(
          Scoring.ZeroShot.TEXT_SPREAD / NAME_SPREAD * Scoring.ZeroShot.DEFAULT.text(),
          Scoring.ZeroShot.DEFAULT.range());

  /**
   * Reads a shape file: {@code text_length}, {@code matcher} and, for a CLIP with random weights,
   * {@code clip} and {@code vocabulary}. Where it does not say how inputs are prepared, they are as
   * released if the weights are a PyTorch checkpoint, because the released code wrote it.
   *
   * @throws IllegalArgumentException if something is missing
   */
  public static ModelBuilder read(
      Path shape, Optional<Path> clip, Optional<Path> weights, Path tokenizer, long seed) {
    JsonNode root = json(shape);
    ModelConfig config;
    try {
      config = ModelConfig.parse(root.toString(), preparation(weights));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(shape + ": " + e.getMessage(), e);
    }
    Optional<ClipConfig> small =
        clip.isPresent() ? Optional.empty() : Optional.of(small(shape, root, tokenizer));
    return new ModelBuilder(config, small, clip, weights, tokenizer, seed);
  }

  private static InputPreparation preparationOf(Path shape) {
    Map<String, Object> keys = JSON.convertValue(json(shape), new TypeReference<>() {});
    return InputPreparation.fromMap(keys, InputPreparation.DEFAULT);
  }

  private static InputPreparation preparation(Optional<Path> weights) {
    return weights.filter(WeightFiles::isCheckpoint).isPresent()
        ? InputPreparation.PUBLISHED
        : InputPreparation.DEFAULT;
  }

  /**
   * A zero-shot model.
   *
   * @param shape describes a CLIP with random weights, if no pretrained one is given; else only
   *     {@code text_length}, which is otherwise as much as CLIP takes, and the preparation of
   *     inputs count
   * @throws IllegalArgumentException if something is missing
   */
  public static ModelBuilder zeroShot(
      Optional<Path> shape, Optional<Path> clip, Path tokenizer, long seed) {
    Optional<ClipConfig> small =
        clip.isPresent()
            ? Optional.empty()
            : Optional.of(small(shape.orElseThrow(), json(shape.get()), tokenizer));
    ClipConfig config = small.orElseGet(() -> ClipConfig.parse(json(configOf(clip)).toString()));
    int length =
        shape.map(file -> json(file).path("text_length").asInt()).orElse(config.text().positions());
    return new ModelBuilder(
        new ModelConfig(
            length,
            new Scoring.ZeroShot(config.projectionDim()),
            Set.of(),
            ZERO_SHOT_NAMES,
            shape.map(ModelBuilder::preparationOf).orElse(InputPreparation.DEFAULT)),
        small,
        clip,
        Optional.empty(),
        tokenizer,
        seed);
  }

  private static Path configOf(Optional<Path> clip) {
    return clip.orElseThrow().resolve("config.json");
  }

  /**
   * This model without some of {@link ModelConfig#parts}; unchanged if there are none.
   *
   * @throws IllegalArgumentException if one is unknown
   */
  public ModelBuilder without(List<String> parts) {
    return parts.isEmpty()
        ? this
        : new ModelBuilder(config.without(parts), small, clip, weights, tokenizer, seed);
  }

  /** This model with another name term. */
  public ModelBuilder withName(NameTerm name) {
    return new ModelBuilder(config.withName(name), small, clip, weights, tokenizer, seed);
  }

  /** Tokens of a vocabulary that is trained for the shape. */
  public static int vocabulary(Path shape) {
    JsonNode vocabulary = json(shape).path("vocabulary");
    if (!vocabulary.isInt()) {
      throw new IllegalArgumentException(
          shape + " has no 'vocabulary': give a CLIP or a tokenizer");
    }
    return vocabulary.asInt();
  }

  /**
   * Builds the model.
   *
   * @throws IllegalArgumentException if the parts do not fit together
   */
  public LinkingModel build(Device device) {
    ClipModel model =
        clip.map(directory -> ClipModel.load(directory, device))
            .orElseGet(
                () -> ClipModel.create(small.orElseThrow(), Initializers.random(seed), device));
    if (config.zeroShot().isPresent()) {
      return assemble(model, ModelReader::none, device);
    }
    if (weights.isEmpty()) {
      return assemble(model, random(model.config()), device);
    }
    try (TensorSource source = WeightFiles.open(weights.get())) {
      return assemble(model, trained(source), device);
    }
  }

  private LinkingModel assemble(ClipModel model, Weights values, Device device) {
    ClipTokenizer words = ClipTokenizer.load(tokenizer, config.textLength());
    ModelCompatibility.check(config, model.config(), words);
    return new LinkingModel(config, model, words, values, Optional.empty(), "unsaved", device);
  }

  private Weights random(ClipConfig clip) {
    Weights matcher = Weights.random(config.matcher(), seed);
    Weights projection =
        LinearInitializer.weights(
            ImageProjection.parameterShapes(MatcherHead.widths(clip, config.matcher())), seed);
    return (name, shape) ->
        name.startsWith(LinkingModel.MATCHER)
            ? matcher.values(name.substring(LinkingModel.MATCHER.length()), shape)
            : projection.values(name, shape);
  }

  private static Weights trained(TensorSource source) {
    return (name, shape) -> {
      if (!source.names().contains(name)) {
        throw new IllegalArgumentException(
            "the weights have no tensor '"
                + name
                + "'; they have "
                + source.names().size()
                + " others");
      }
      return source.read(name);
    };
  }

  private static ClipConfig small(Path shape, JsonNode root, Path tokenizer) {
    if (!(root.get("clip") instanceof ObjectNode clip)) {
      throw new IllegalArgumentException(shape + " describes no 'clip': give a pretrained one");
    }
    try (ClipTokenizer words = ClipTokenizer.load(tokenizer, 3)) {
      ObjectNode text = clip.withObject("/text_config");
      text.put("vocab_size", words.vocabularySize());
      text.put("eos_token_id", words.endId());
    }
    return ClipConfig.parse(clip.toString());
  }

  private static JsonNode json(Path file) {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(file + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }
}
