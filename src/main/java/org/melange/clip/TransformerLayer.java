package org.melange.clip;

import ai.djl.ndarray.NDArray;
import org.melange.tensor.LayerNorm;

/**
 * A pre-norm transformer layer, as in GPT-2 and CLIP (arXiv 2103.00020, section 2.4): {@code y = x
 * + attention(norm1(x))}, then {@code y + mlp(norm2(y))}. B batch, T tokens, D width.
 */
final class TransformerLayer extends UnaryBlock {

  private final LayerNorm attentionNorm;
  private final SelfAttention attention;
  private final LayerNorm forwardNorm;
  private final FeedForward forward;

  TransformerLayer(String path, ClipConfig.Transformer config) {
    super(path);
    attentionNorm = child(new LayerNorm(path("layer_norm1"), config.width(), config.epsilon()));
    attention = child(new SelfAttention(path("self_attn"), config));
    forwardNorm = child(new LayerNorm(path("layer_norm2"), config.width(), config.epsilon()));
    forward = child(new FeedForward(path("mlp"), config));
  }

  @Override
  NDArray apply(ForwardContext pass, NDArray x) {
    NDArray attended = pass.sum(attention.apply(pass, attentionNorm.apply(x)), x); // [B, T, D]
    return pass.sum(forward.apply(pass, forwardNorm.apply(attended)), attended); // [B, T, D]
  }
}
