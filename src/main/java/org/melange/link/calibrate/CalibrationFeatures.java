package org.melange.link.calibrate;

import java.util.List;
import org.melange.link.row.PairScore;

/**
 * The features that the confidence of a link of a model is computed from. Immutable.
 *
 * @param score of the best entity
 * @param textScore its text part
 * @param imageScore its image part
 * @param rivals whether there was a second entity to choose from
 * @param margin score minus that of the second entity; 0 without rivals
 * @param candidates entities whose names fit the mention
 * @param named whether the best entity has the mention's text as a name (label or alias)
 * @param image whether the mention has a readable image
 */
public record CalibrationFeatures(
    double score,
    double textScore,
    double imageScore,
    boolean rivals,
    double margin,
    int candidates,
    boolean named,
    boolean image)
    implements ConfidenceFeatures {

  /** Names of the values of {@link #vector()}, in its order. */
  public static final List<String> FEATURES =
      List.of(
          "score",
          "score_text",
          "score_image",
          "rivals",
          "margin",
          "log_candidates",
          "named",
          "image");

  /** The features of the first of two entities; {@code second} is null if there is none. */
  public static CalibrationFeatures of(
      PairScore best, PairScore second, int candidates, boolean named, boolean image) {
    return new CalibrationFeatures(
        best.score(),
        best.text(),
        best.image(),
        second != null,
        second == null ? 0 : best.score() - second.score(),
        candidates,
        named,
        image);
  }

  @Override
  public List<String> names() {
    return FEATURES;
  }

  @Override
  public double[] vector() {
    return new double[] {
      score,
      textScore,
      imageScore,
      rivals ? 1 : 0,
      margin,
      Math.log1p(candidates),
      named ? 1 : 0,
      image ? 1 : 0
    };
  }
}
