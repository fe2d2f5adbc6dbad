package org.melange.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.melange.tensor.Linear;

/**
 * Multi-head self-attention (arXiv 1706.03762, section 3.2): each head is {@code softmax(Q Kᵀ / √d
 * + mask) V}. B batch, T tokens, D width, H heads, d = D / H.
 */
final class SelfAttention extends UnaryBlock {

  private final int heads;
  private final int headWidth;
  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final Linear out;

  SelfAttention(String path, ClipConfig.Transformer config) {
    super(path);
    int width = config.width();
    heads = config.heads();
    headWidth = width / heads;
    query = child(Linear.autocast(path("q_proj"), width, width));
    key = child(Linear.autocast(path("k_proj"), width, width));
    value = child(Linear.autocast(path("v_proj"), width, width));
    out = child(Linear.autocast(path("out_proj"), width, width));
  }

  @Override
  NDArray apply(ForwardContext pass, NDArray x) {
    // Scales the query, T * D values, and not the scores, H * T * T values.
    NDArray scaled = pass.times(query.apply(x), 1 / Math.sqrt(headWidth)); // [B, T, D]
    NDArray q = split(scaled).transpose(0, 2, 1, 3); // [B, H, T, d]
    NDArray kT = split(key.apply(x)).transpose(0, 2, 3, 1); // [B, H, d, T]
    NDArray v = split(value.apply(x)).transpose(0, 2, 1, 3); // [B, H, T, d]
    NDArray attention = pass.mask().apply(q.matMul(kT)).softmax(-1); // [B, H, T, T]
    NDArray mixed = attention.matMul(v).transpose(0, 2, 1, 3); // [B, T, H, d]
    return out.apply(mixed.reshape(x.getShape())); // [B, T, D]
  }

  private NDArray split(NDArray x) {
    Shape shape = x.getShape();
    return x.reshape(shape.get(0), shape.get(1), heads, headWidth); // [B, T, D] -> [B, T, H, d]
  }
}
