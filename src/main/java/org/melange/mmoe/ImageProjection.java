package org.melange.mmoe;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.melange.tensor.Linear;
import org.melange.tensor.StateDictBlock;

/**
 * The two linear projections of CLIP's image features to the width dv of the matcher: {@code
 * encoder.image_cls_fc} for the pooled embedding, {@code encoder.image_tokens_fc} for the tokens
 * (released code, {@code MMoEEncoder}). Frozen until {@code freezeParameters(false)}. Thread-safe
 * while it is not trained.
 *
 * <p>B batch, E width of the pooled embedding, P image tokens, W width of image tokens, dv output
 * width.
 */
public final class ImageProjection extends StateDictBlock implements AutoCloseable {

  private final Widths widths;
  private final Linear cls;
  private final Linear tokens;
  private NDManager weights;

  private ImageProjection(Widths widths) {
    super("encoder");
    this.widths = widths;
    cls = child(Linear.autocast(path("image_cls_fc"), widths.embedding(), widths.output()));
    tokens = child(Linear.autocast(path("image_tokens_fc"), widths.tokens(), widths.output()));
  }

  /**
   * What the maps lead from and to.
   *
   * @param embedding E, width of CLIP's pooled image embedding
   * @param tokens W, width of CLIP's image tokens
   * @param output dv, width of image features in the matcher
   */
  public record Widths(int embedding, int tokens, int output) {}

  /**
   * Projections with weights.
   *
   * @param weights asked once for each of {@link #parameterShapes(Widths)}
   * @param device the device of weights and features
   * @throws IllegalArgumentException if weights are missing or have another size
   */
  public static ImageProjection create(Widths widths, Weights weights, Device device) {
    ImageProjection projection = new ImageProjection(widths);
    projection.weights = NDManager.newBaseManager(device);
    try {
      for (Parameter parameter : projection.getParameters().values()) {
        float[] values = weights.values(parameter.getName(), parameter.getShape().getShape());
        parameter.setInitializer((manager, shape, type) -> manager.create(values, shape));
        parameter.initialize(projection.weights, DataType.FLOAT32);
        parameter.setInitializer(null); // or the parameter would keep a second copy alive
      }
      return projection;
    } catch (RuntimeException e) {
      projection.close();
      throw e;
    }
  }

  /** Names and shapes of the four parameters, as in the released code's state dict. */
  public static Map<String, long[]> parameterShapes(Widths widths) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (Parameter parameter : new ImageProjection(widths).getParameters().values()) {
      shapes.put(parameter.getName(), parameter.getShape().getShape());
    }
    return shapes;
  }

  /** What the maps lead from and to. */
  public Widths widths() {
    return widths;
  }

  /** [B, E] to [B, dv], in the manager of {@code embeddings}. */
  public NDArray cls(NDArray embeddings) {
    return cls.apply(embeddings);
  }

  /** [B, P, W] to [B, P, dv], in the manager of {@code imageTokens}. */
  public NDArray tokens(NDArray imageTokens) {
    return tokens.apply(imageTokens);
  }

  /**
   * {@link #tokens(NDArray)} without gradients from the tokens after the first {@code routable}.
   */
  public NDArray tokens(NDArray imageTokens, int routable) {
    return Tokens.of(imageTokens, routable, tokens::apply).joined();
  }

  /** A copy of all weights by name, row-major; shapes are {@link #parameterShapes}. */
  public Map<String, float[]> exportWeights() {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (Parameter parameter : getParameters().values()) {
      values.put(parameter.getName(), parameter.getArray().toFloatArray());
    }
    return values;
  }

  /** Frees the weights. The projections cannot be used afterwards. */
  @Override
  public void close() {
    weights.close();
  }
}
