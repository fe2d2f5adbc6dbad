package org.melange.clip;

import ai.djl.ndarray.NDArray;

/** A pre-norm transformer layer, as in GPT-2 and CLIP (arXiv 2103.00020, section 2.4). */
final class TransformerLayer extends UnaryBlock {

  private final Norm attentionNorm;
  private final SelfAttention attention;
  private final Norm forwardNorm;
  private final FeedForward forward;

  TransformerLayer(String prefix, ClipConfig.Transformer config) {
    super(prefix, config.width());
    attentionNorm = part(new Norm(within("layer_norm1"), config.width(), config.epsilon()));
    attention = part(new SelfAttention(within("self_attn"), config));
    forwardNorm = part(new Norm(within("layer_norm2"), config.width(), config.epsilon()));
    forward = part(new FeedForward(within("mlp"), config));
  }

  @Override
  NDArray apply(ForwardContext pass, NDArray x) {
    NDArray attended = pass.sum(attention.apply(pass, attentionNorm.apply(pass, x)), x);
    return pass.sum(forward.apply(pass, forwardNorm.apply(pass, attended)), attended);
  }
}
