package org.melange.link.model;

import java.util.ArrayList;
import java.util.List;
import org.melange.clip.ClipConfig;
import org.melange.clip.tokenizer.ClipTokenizer;
import org.melange.mmoe.Gate;
import org.melange.mmoe.MatcherConfig;

/** Checks that the parts of a model fit together. */
final class ModelCompatibility {

  private ModelCompatibility() {}

  /**
   * @throws IllegalArgumentException naming everything that does not fit
   */
  static void check(ModelConfig config, ClipConfig clip, ClipTokenizer tokenizer) {
    List<String> faults = new ArrayList<>();
    if (config.scoring() instanceof Scoring.OfMatcher matching) {
      matcher(faults, config, matching.config(), clip);
    }
    if (config.textLength() > clip.text().positions()) {
      faults.add("text_length " + config.textLength() + " > CLIP's " + clip.text().positions());
    }
    equal(
        faults,
        "tokenizer's vocabulary",
        tokenizer.vocabularySize(),
        "CLIP's",
        clip.text().vocabulary());
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          "the parts of the model do not fit: " + String.join("; ", faults));
    }
  }

  private static void matcher(
      List<String> faults, ModelConfig config, MatcherConfig matcher, ClipConfig clip) {
    equal(faults, "matcher text_dim", matcher.textDim(), "CLIP text width", clip.text().width());
    equal(faults, "matcher text_dim", matcher.textDim(), "CLIP projection", clip.projectionDim());
    int shortest = Math.min(config.textLength(), clip.vision().positions());
    if (matcher.gate() == Gate.PUBLISHED && shortest < matcher.experts()) {
      faults.add("the published gate needs as many tokens as experts, there are " + shortest);
    }
  }

  private static void equal(List<String> faults, String a, int left, String b, int right) {
    if (left != right) {
      faults.add(a + " " + left + " is not " + b + " " + right);
    }
  }
}
