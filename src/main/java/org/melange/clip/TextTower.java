package org.melange.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.melange.tensor.LayerNorm;
import org.melange.tensor.Linear;

/**
 * CLIP's text encoder (arXiv 2103.00020, section 2.4; Hugging Face's {@code CLIPTextTransformer}).
 * Attention is causal: a token attends to itself and earlier tokens. B batch, T tokens, D width, E
 * projection width.
 *
 * <p>Inputs, both int64: ids {@code [B, T]}, and for each text the index of its end marker among
 * all B * T tokens, {@code [B]}. Outputs: embeds {@code [B, E]}, of length 1; tokens {@code [B, T,
 * D]}, after the last layer norm.
 */
final class TextTower extends Tower {

  private final Embedding tokenTable;
  private final Embedding positionTable;
  private final TransformerStack encoder;
  private final LayerNorm finalNorm;
  private final Linear projection;

  TextTower(ClipConfig.Text config, int projectionDim) {
    super(projectionDim, config.width());
    int width = config.width();
    String embeddings = path("text_model.embeddings");
    tokenTable = child(new Embedding(embeddings + ".token_embedding", config.vocabulary(), width));
    positionTable =
        child(new Embedding(embeddings + ".position_embedding", config.positions(), width));
    encoder = child(new TransformerStack(path("text_model.encoder"), config.transformer()));
    float epsilon = config.transformer().epsilon();
    finalNorm = child(new LayerNorm(path("text_model.final_layer_norm"), width, epsilon));
    projection = child(Linear.autocastWithoutBias(path("text_projection"), width, projectionDim));
  }

  @Override
  NDList apply(ForwardContext pass, NDList inputs) {
    NDArray ids = inputs.get(0); // [B, T]
    NDArray ends = inputs.get(1); // [B]
    NDManager manager = ids.getManager();
    int length = Math.toIntExact(ids.getShape().get(1));
    NDArray embedded = embed(ids); // [B, T, D]
    NDArray mask = causalMask(manager, length).toType(embedded.getDataType(), false); // [T, T]
    NDArray x = encoder.apply(pass.masked(mask), embedded); // [B, T, D]
    NDArray tokens = finalNorm.apply(x); // [B, T, D]
    NDArray pooled = pool(tokens, ends); // [B, D]
    return new NDList(unit(projection.apply(pooled)), tokens);
  }

  private NDArray embed(NDArray ids) {
    int length = Math.toIntExact(ids.getShape().get(1));
    NDArray positions = ids.getManager().arange(0, length, 1, DataType.INT64); // [T]
    return tokenTable.apply(ids).add(positionTable.apply(positions)); // [B, T, D]
  }

  /** The tokens {@code [B, T, D]} at the ends {@code [B]} of the texts: {@code [B, D]}. */
  private static NDArray pool(NDArray tokens, NDArray ends) {
    NDArray rows = tokens.reshape(-1, tokens.getShape().get(2)); // [B * T, D]
    return Embedding.rows(ends, rows);
  }

  /** 0 where a token (row) attends, minus infinity for later tokens: {@code [T, T]}. */
  private static NDArray causalMask(NDManager manager, int length) {
    float[] mask = new float[length * length];
    for (int row = 0; row < length; row++) {
      Arrays.fill(mask, row * length + row + 1, (row + 1) * length, Float.NEGATIVE_INFINITY);
    }
    return manager.create(mask, new Shape(length, length));
  }

  @Override
  long tokens(Shape input) {
    return input.get(1);
  }
}
