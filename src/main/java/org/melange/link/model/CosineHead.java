package org.melange.link.model;

import java.util.List;
import org.melange.clip.engine.ClipOutput;
import org.melange.link.row.CosineEncoder;
import org.melange.link.row.MentionRow;
import org.melange.link.row.Rounding;

/** The head of a zero-shot model: CLIP's embeddings are what rows are made of. Thread-safe. */
final class CosineHead implements ScoringHead {

  /** The features of a missing image. */
  static final ClipOutput MISSING = new ClipOutput(new float[0], new float[0]);

  private final CosineEncoder encoder;

  CosineHead(Scoring.ZeroShot config) {
    encoder = new CosineEncoder(config.layout(), config.weights());
  }

  @Override
  public List<ClipOutput> texts(List<ClipOutput> texts) {
    return texts;
  }

  @Override
  public List<ClipOutput> images(List<ClipOutput> images) {
    return images;
  }

  @Override
  public List<MentionRow> mentionRows(List<EncodedFeatures> mentions) {
    return mentions.stream()
        .map(mention -> encoder.mention(mention.textCls(), mention.imageCls()))
        .toList();
  }

  @Override
  public List<float[]> entityRows(List<EncodedFeatures> entities, Rounding rounding) {
    return entities.stream()
        .map(entity -> encoder.entity(entity.textCls(), entity.imageCls(), rounding))
        .toList();
  }

  @Override
  public void close() {
    // owns nothing that has to be closed
  }
}
