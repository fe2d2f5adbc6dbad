package org.melange.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Multi-head self-attention (arXiv 1706.03762, equation 1). B batch, T tokens, D width, H heads, d
 * = D / H.
 */
final class SelfAttention extends UnaryBlock {

  private final int heads;
  private final int headWidth;
  private final Dense query;
  private final Dense key;
  private final Dense value;
  private final Dense out;

  SelfAttention(String prefix, ClipConfig.Transformer config) {
    super(prefix, config.width());
    int width = config.width();
    heads = config.heads();
    headWidth = width / heads;
    query = part(Dense.biased(within("q_proj"), width, width));
    key = part(Dense.biased(within("k_proj"), width, width));
    value = part(Dense.biased(within("v_proj"), width, width));
    out = part(Dense.biased(within("out_proj"), width, width));
  }

  @Override
  NDArray apply(ForwardContext pass, NDArray x) {
    // Scaling the query rather than the scores touches T * D numbers instead of H * T * T.
    NDArray scaled = pass.times(query.apply(pass, x), 1 / Math.sqrt(headWidth)); // [B, T, D]
    NDArray q = split(scaled).transpose(0, 2, 1, 3); // [B, H, T, d]
    NDArray kT = split(key.apply(pass, x)).transpose(0, 2, 3, 1); // [B, H, d, T]
    NDArray v = split(value.apply(pass, x)).transpose(0, 2, 1, 3); // [B, H, T, d]
    NDArray attention = pass.mask().apply(q.matMul(kT)).softmax(-1); // [B, H, T, T]
    NDArray mixed = attention.matMul(v).transpose(0, 2, 1, 3); // [B, T, H, d]
    return out.apply(pass, mixed.reshape(x.getShape())); // [B, T, D]
  }

  private NDArray split(NDArray x) {
    Shape shape = x.getShape();
    return x.reshape(shape.get(0), shape.get(1), heads, headWidth); // [B, T, D] -> [B, T, H, d]
  }
}
