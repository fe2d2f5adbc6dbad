package org.melange.train;

import ai.djl.ndarray.NDManager;
import java.util.List;
import org.melange.clip.ClipModel;
import org.melange.link.model.FrozenFeatures;
import org.melange.train.data.ClipInput;
import org.melange.train.data.Examples;
import org.melange.train.data.MentionPair;

/** Examples whose features CLIP computes when they are asked for. */
record FrozenExamples(Examples<MentionPair<ClipInput>> examples, ClipModel clip)
    implements Examples<MentionPair<FrozenFeatures>> {

  @Override
  public int size() {
    return examples.size();
  }

  @Override
  public MentionPair<FrozenFeatures> get(int i) {
    return new MentionPair<>(frozen(examples.get(i).mention()), frozen(examples.get(i).entity()));
  }

  private FrozenFeatures frozen(ClipInput input) {
    try (NDManager manager = NDManager.newBaseManager()) {
      ClipBatch batch = BatchEncoder.computedBy(clip).encode(manager, List.of(input));
      return new FrozenFeatures(
          batch.textCls().toFloatArray(),
          batch.textTokens().toFloatArray(),
          batch.imageEmbeddings().toFloatArray(),
          batch.imageTokens().toFloatArray(),
          input.textLength());
    }
  }
}
