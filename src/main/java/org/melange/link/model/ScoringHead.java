package org.melange.link.model;

import java.util.List;
import org.melange.clip.engine.ClipOutput;
import org.melange.link.row.MentionRow;
import org.melange.link.row.Rounding;

/** What a model does with CLIP's features: makes rows, which pairs are scored from. Thread-safe. */
sealed interface ScoringHead extends AutoCloseable permits MatcherHead, CosineHead {

  /** Texts as rows need them, of texts as CLIP has them. */
  List<ClipOutput> texts(List<ClipOutput> texts);

  /** Images as rows need them, of images as the encoder has them. */
  List<ClipOutput> images(List<ClipOutput> images);

  /** What scoring needs of each of several mentions. */
  List<MentionRow> mentionRows(List<EncodedFeatures> mentions);

  /** What an entity table of some precision holds of each of several entities. */
  List<float[]> entityRows(List<EncodedFeatures> entities, Rounding rounding);

  @Override
  void close();
}
