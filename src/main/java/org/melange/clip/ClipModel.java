package org.melange.clip;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.melange.tensor.Safetensors;
import org.melange.tensor.TensorSource;
import org.melange.tensor.WeightFiles;
import org.melange.tensor.WeightsException;

/**
 * A CLIP model: a text tower and a vision tower into one embedding space (arXiv 2103.00020).
 * Features and parameter names are those of Hugging Face's {@code CLIPModel}.
 *
 * <p>B batch, T text tokens, P image tokens, E projection width, D tower width, S image side.
 *
 * <p>{@link #text} and {@link #image} only read the weights, so any number of threads may call
 * them, each with its own manager. {@link #close} frees the weights and must not run during a call.
 */
public final class ClipModel implements AutoCloseable {

  private static final String CONFIG = "config.json";
  private static final String WEIGHTS = "model.safetensors";

  private final ClipConfig config;
  private final NDManager manager;
  private final TextTower textTower;
  private final VisionTower visionTower;
  private final ClipWeights weights;
  private final DataType type;
  private String version = "";

  private ClipModel(ClipConfig config, DataType type, Device device) {
    if (type != DataType.FLOAT32 && type != DataType.FLOAT16) {
      throw new IllegalArgumentException("CLIP runs in float32 or float16, not in " + type);
    }
    this.config = config;
    this.type = type;
    this.manager = NDManager.newBaseManager(device, "PyTorch");
    this.textTower = new TextTower(config.text(), config.projectionDim());
    this.visionTower = new VisionTower(config.vision(), config.projectionDim());
    this.weights = new ClipWeights(List.of(textTower, visionTower));
  }

  /**
   * Loads a model in the Hugging Face layout: {@code config.json} and {@code model.safetensors},
   * its shards, or {@code pytorch_model.bin}. Other tensors are ignored.
   *
   * @param device the device of the weights and of all computations
   * @throws WeightsException if a file is missing, corrupt, or does not fit the configuration;
   *     names all tensors that do not fit
   */
  public static ClipModel load(Path directory, Device device) {
    return load(directory, DataType.FLOAT32, device);
  }

  /**
   * Loads a model like {@link #load(Path, Device)}.
   *
   * @param type the type of computations: float32, or float16 for GPUs, which halves memory. CPUs
   *     are a hundred times slower in float16. Features are always float32
   */
  public static ClipModel load(Path directory, DataType type, Device device) {
    ClipConfig config = ClipConfig.read(directory.resolve(CONFIG));
    try (TensorSource source = WeightFiles.open(directory)) {
      return new ClipModel(config, type, device).filled(source);
    } catch (WeightsException e) {
      throw new WeightsException(directory, "cannot load this model: " + e.getMessage(), e);
    }
  }

  /**
   * A model with the weights of {@code source}, which stays open. Names are those of Hugging Face's
   * state dict.
   *
   * @throws WeightsException if the weights do not fit; names all tensors that do not
   */
  public static ClipModel of(ClipConfig config, TensorSource source, Device device) {
    return new ClipModel(config, DataType.FLOAT32, device).filled(source);
  }

  /** A new model with the values of {@code initializer}. */
  public static ClipModel create(ClipConfig config, Initializer initializer, Device device) {
    return create(config, initializer, DataType.FLOAT32, device);
  }

  /** A new model that computes in {@code type}. */
  public static ClipModel create(
      ClipConfig config, Initializer initializer, DataType type, Device device) {
    ClipModel model = new ClipModel(config, type, device);
    Initializer fitted = initializer.fittedTo(config);
    return model.filled(new InitializedWeights(model.weights.shapes(), fitted));
  }

  private ClipModel filled(TensorSource source) {
    boolean complete = false;
    try {
      WeightsFingerprint digest = new WeightsFingerprint(config);
      weights.fill(source, manager, type, digest);
      version = digest.finish();
      complete = true;
      return this;
    } finally {
      if (!complete) {
        close();
      }
    }
  }

  /**
   * Writes {@code config.json} and {@code model.safetensors} (float32), so that Hugging Face and
   * {@link #load} can read them. The directory is created if it does not exist. Existing files are
   * replaced.
   *
   * @throws UncheckedIOException if they cannot be written
   */
  public void save(Path directory) {
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve(CONFIG), config.toJson());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a model to " + directory, e);
    }
    Safetensors.write(directory.resolve(WEIGHTS), weights, Map.of("format", "pt"));
  }

  /** The configuration of the model. */
  public ClipConfig config() {
    return config;
  }

  /**
   * The fingerprint of the model: 16 hexadecimal digits of a SHA-256 over configuration and
   * weights, computed when it was loaded or created. It does not depend on the file format.
   */
  public String version() {
    return version;
  }

  /** The type of computations as in PyTorch: {@code float32} or {@code float16}. */
  public String precision() {
    return type.name().toLowerCase(Locale.ROOT);
  }

  /** The device of the weights. */
  public Device device() {
    return manager.getDevice();
  }

  /**
   * The parameters by their names in Hugging Face's state dict, for an optimizer. They are frozen
   * until {@link Parameter#freeze freeze(false)} is called. After that, {@link #text} and {@link
   * #image} may be called within a gradient collector.
   */
  public Map<String, Parameter> parameters() {
    return weights.parameters();
  }

  /**
   * The logarithm of the factor of similarities in CLIP's own loss, a scalar ({@code logit_scale}).
   * No feature depends on it, so it is not one of {@link #parameters()}.
   */
  public Parameter logitScale() {
    return weights.logitScale();
  }

  /**
   * Encodes texts.
   *
   * @param manager the results' owner; what is made on the way is closed before this returns
   * @param ids {@code [B, T]}: token ids, start marker first, padded with the end marker. Ids after
   *     the first end marker do not change {@code embeds}
   * @throws IllegalArgumentException if rows differ in length, are too long, have an id outside the
   *     vocabulary or no end marker
   */
  public TextFeatures text(NDManager manager, long[][] ids) {
    TextBatch batch = new TextBatch(config.text(), ids);
    try (NDManager scope = manager.newSubManager(device())) {
      NDList features = run(textTower, batch.inputs(scope), manager);
      return new TextFeatures(features.get(0), features.get(1));
    }
  }

  /**
   * Encodes images. An image of zeros, the stand-in for a missing image, is encoded like any other.
   *
   * @param manager the results' owner; what is made on the way is closed before this returns
   * @param pixels {@code [B, 3, S, S]}, normalized; not modified
   * @throws IllegalArgumentException if the pixels have another shape
   */
  public ImageFeatures image(NDManager manager, NDArray pixels) {
    checkPixels(pixels.getShape());
    try (NDManager scope = manager.newSubManager(device())) {
      NDList features = run(visionTower, new NDList(own(pixels, scope)), manager);
      return new ImageFeatures(features.get(0), features.get(1));
    }
  }

  private static NDList run(Tower tower, NDList inputs, NDManager owner) {
    NDList features = new NDList();
    for (NDArray feature : tower.encode(inputs)) {
      features.add(feature.toType(DataType.FLOAT32, false));
    }
    features.attach(owner);
    return features;
  }

  /** The same values as an array of {@code scope}, so that results belong to {@code scope}. */
  private NDArray own(NDArray pixels, NDManager scope) {
    NDArray view = pixels.reshape(pixels.getShape());
    view.attach(scope);
    return view.toDevice(device(), false).toType(type, false);
  }

  private void checkPixels(Shape found) {
    long side = config.vision().imageSize();
    Shape expected = new Shape(-1, VisionTower.CHANNELS, side, side);
    boolean fits = found.dimension() == 4 && found.get(0) > 0;
    for (int d = 1; fits && d < 4; d++) {
      fits = found.get(d) == expected.get(d);
    }
    if (!fits) {
      throw new IllegalArgumentException("pixels must be " + expected + ", found " + found);
    }
  }

  /**
   * The number of arrays that the model owns: one for each parameter and one for the temperature.
   */
  int residentArrays() {
    return manager.getManagedArrays().size();
  }

  @Override
  public void close() {
    manager.close();
  }
}
