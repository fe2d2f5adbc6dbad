package org.melange.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import org.melange.tensor.LayerNorm;
import org.melange.tensor.Linear;

/**
 * CLIP's image encoder, a vision transformer (arXiv 2103.00020, section 2.4; Hugging Face's {@code
 * CLIPVisionTransformer}). B batch, S image side, p patch side, G = (S / p)² patches, P = G + 1
 * tokens, D width, E projection width.
 *
 * <p>Input: pixels {@code [B, 3, S, S]}. Outputs: embeds {@code [B, E]}, of length 1; tokens {@code
 * [B, P, D]}, the class token first, before the last layer norm.
 */
public final class VisionTower extends Tower {

  /** Red, green and blue. */
  public static final int CHANNELS = 3;

  private final ClipConfig.Vision config;
  private final Parameter classToken;
  private final Parameter patches;
  private final Embedding positionTable;
  private final LayerNorm preNorm;
  private final TransformerStack encoder;
  private final LayerNorm postNorm;
  private final Linear projection;

  VisionTower(ClipConfig.Vision config, int projectionDim) {
    super(projectionDim, config.width());
    this.config = config;
    int width = config.width();
    int side = config.patchSize();
    float epsilon = config.transformer().epsilon();
    String embeddings = "vision_model.embeddings.";
    classToken = parameter(embeddings + "class_embedding", Parameter.Type.OTHER, width);
    patches =
        parameter(
            embeddings + "patch_embedding.weight",
            Parameter.Type.WEIGHT,
            width,
            CHANNELS,
            side,
            side);
    positionTable =
        child(new Embedding(embeddings + "position_embedding", config.positions(), width));
    // The misspelling is that of Hugging Face and of all published weight files.
    preNorm = child(new LayerNorm(path("vision_model.pre_layrnorm"), width, epsilon));
    encoder = child(new TransformerStack(path("vision_model.encoder"), config.transformer()));
    postNorm = child(new LayerNorm(path("vision_model.post_layernorm"), width, epsilon));
    projection = child(Linear.autocastWithoutBias(path("visual_projection"), width, projectionDim));
  }

  @Override
  NDList apply(ForwardContext pass, NDList inputs) {
    NDArray embedded = preNorm.apply(embed(inputs.singletonOrThrow())); // [B, P, D]
    NDArray tokens = encoder.apply(pass, embedded); // [B, P, D]
    NDArray first = tokens.get(":, 0"); // [B, D]
    NDArray projected = projection.apply(postNorm.apply(first)); // [B, E]
    return new NDList(unit(projected), tokens);
  }

  private NDArray embed(NDArray pixels) {
    NDManager manager = pixels.getManager();
    NDArray sequence = startTokens(pixels).concat(patchTokens(pixels), 1); // [B, P, D]
    NDArray positions = manager.arange(0, config.positions(), 1, DataType.INT64); // [P]
    return sequence.add(positionTable.apply(positions)); // [B, P, D]
  }

  private NDArray startTokens(NDArray pixels) {
    Shape shape = new Shape(pixels.getShape().get(0), 1, config.width());
    return pixels
        .getManager()
        .zeros(shape, pixels.getDataType())
        .add(classToken.getArray()); // [B, 1, D]
  }

  private NDArray patchTokens(NDArray pixels) {
    Shape stride = new Shape(config.patchSize(), config.patchSize());
    NDArray kernel = patches.getArray(); // [D, 3, p, p]
    NDArray grid = Conv2d.conv2d(pixels, kernel, null, stride).singletonOrThrow(); // [B, D, s, s]
    long batch = pixels.getShape().get(0);
    return grid.reshape(batch, config.width(), -1).transpose(0, 2, 1); // [B, G, D]
  }

  @Override
  long tokens(Shape input) {
    return config.positions();
  }
}
