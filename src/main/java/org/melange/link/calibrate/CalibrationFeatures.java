package org.melange.link.calibrate;

import java.util.List;
import org.melange.link.row.PairScore;

/**
 * What the confidence of a link is judged by; nothing in it depends on other mentions.
 *
 * @param score of the best entity
 * @param textScore its text part
 * @param imageScore its image part
 * @param rivals whether there was a second entity to choose from
 * @param margin score minus that of the second entity; 0 without rivals
 * @param candidates entities whose names fit the mention
 * @param named whether the best entity bears the mention's text as a name (label or alias)
 * @param image whether the mention has an image that could be read
 */
public record CalibrationFeatures(
    double score,
    double textScore,
    double imageScore,
    boolean rivals,
    double margin,
    int candidates,
    boolean named,
    boolean image) {

  /** What {@link #vector()} holds, in its order. */
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

  /** Evidence for the first of two entities; {@code second} is null where there is none. */
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

  /** As numbers, see {@link #FEATURES}. */
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
