package org.melange.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;

/**
 * CLIP's image encoder, a vision transformer (arXiv 2103.00020, section 2.4; Hugging Face's {@code
 * CLIPVisionTransformer}). B batch, S image side, p patch side, G = (S / p)², P = G + 1 tokens, D
 * width, E projection.
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
  private final Lookup positionTable;
  private final Norm preNorm;
  private final TransformerStack encoder;
  private final Norm postNorm;
  private final Dense projection;

  VisionTower(ClipConfig.Vision config, int projectionDim) {
    super(projectionDim, config.width());
    this.config = config;
    int width = config.width();
    int side = config.patchSize();
    float epsilon = config.transformer().epsilon();
    String embeddings = "vision_model.embeddings.";
    classToken = weight(embeddings + "class_embedding", Parameter.Type.OTHER, width);
    patches =
        weight(
            embeddings + "patch_embedding.weight",
            Parameter.Type.WEIGHT,
            width,
            CHANNELS,
            side,
            side);
    positionTable = part(new Lookup(embeddings + "position_embedding.", config.positions(), width));
    // The missing letter is Hugging Face's, and in every published weight file.
    preNorm = part(new Norm(within("vision_model.pre_layrnorm"), width, epsilon));
    encoder = part(new TransformerStack(within("vision_model.encoder"), config.transformer()));
    postNorm = part(new Norm(within("vision_model.post_layernorm"), width, epsilon));
    projection = part(Dense.unbiased(within("visual_projection"), width, projectionDim));
  }

  @Override
  NDList apply(ForwardContext pass, NDList inputs) {
    NDArray embedded = preNorm.apply(pass, embed(pass, inputs.singletonOrThrow())); // [B, P, D]
    NDArray tokens = encoder.apply(pass, embedded); // [B, P, D]
    NDArray first = tokens.get(":, 0"); // [B, D]
    NDArray projected = projection.apply(pass, postNorm.apply(pass, first)); // [B, E]
    return new NDList(unit(projected), tokens);
  }

  private NDArray embed(ForwardContext pass, NDArray pixels) {
    NDManager manager = pixels.getManager();
    NDArray sequence = startTokens(pass, pixels).concat(patchTokens(pass, pixels), 1); // [B, P, D]
    NDArray positions = manager.arange(0, config.positions(), 1, DataType.INT64); // [P]
    return sequence.add(positionTable.apply(pass, positions)); // [B, P, D]
  }

  private NDArray startTokens(ForwardContext pass, NDArray pixels) {
    Shape shape = new Shape(pixels.getShape().get(0), 1, config.width());
    return pixels
        .getManager()
        .zeros(shape, pixels.getDataType())
        .add(pass.weight(classToken, pixels)); // [B, 1, D]
  }

  private NDArray patchTokens(ForwardContext pass, NDArray pixels) {
    Shape stride = new Shape(config.patchSize(), config.patchSize());
    NDArray kernel = pass.weight(patches, pixels); // [D, 3, p, p]
    NDArray grid = Conv2d.conv2d(pixels, kernel, null, stride).singletonOrThrow(); // [B, D, s, s]
    long batch = pixels.getShape().get(0);
    return grid.reshape(batch, config.width(), -1).transpose(0, 2, 1); // [B, G, D]
  }

  @Override
  long tokens(Shape input) {
    return config.positions();
  }
}
