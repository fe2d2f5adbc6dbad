package org.melange.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A candidate of a mention and what its score consists of.
 *
 * @param entity the entity
 * @param score its score; null if it has none
 * @param parts what contributes to the score, from left to right
 */
public record ShownCandidate(ShownEntity entity, Float score, List<Part> parts) {

  private static final List<String> NAMES = List.of("text", "image", "cross", "name");

  /** Above this, a share of small parts would be exaggerated. */
  private static final double MAX_RATIO = 2;

  /**
   * A part of a score.
   *
   * @param name {@code text}, {@code image}, {@code cross} or {@code name}
   * @param value what it contributes to the score
   * @param from where its bar begins, of 100
   * @param width of its bar, of 100
   */
  public record Part(String name, double value, double from, double width) {

    /** Whether it lowers the score. */
    public boolean negative() {
      return value < 0;
    }

    /** The value with three decimals. */
    public String text() {
      return String.format(Locale.ROOT, "%.3f", value);
    }
  }

  /**
   * The scores of a candidate, as files have them.
   *
   * @param score the sum of all; null if unknown
   * @param units the scores of text, image and cross unit; null: there is no such unit
   * @param name what the name adds; null: nothing
   */
  public record Scores(Float score, List<Float> units, Float name) {

    /**
     * What each part contributes: the units are scaled so that they and the name add up to the
     * score, which is their mean or their sum.
     */
    List<Double> contributions() {
      double sum = units().stream().mapToDouble(Scores::value).sum();
      double ratio = sum == 0 || score == null ? 1 : (score - value(name)) / sum;
      double scale = ratio > 0 && ratio <= MAX_RATIO ? ratio : 1;
      List<Double> all = new ArrayList<>();
      units().forEach(unit -> all.add(value(unit) * scale));
      all.add(value(name));
      return all;
    }

    double length() {
      return contributions().stream().mapToDouble(Math::abs).sum();
    }

    private static double value(Float part) {
      return part == null || !Float.isFinite(part) ? 0 : part;
    }
  }

  /** The score with three decimals. */
  public String scoreText() {
    return score == null ? "" : String.format(Locale.ROOT, "%.3f", score);
  }

  /** All parts in words. */
  public String summary() {
    return String.join(", ", parts.stream().map(part -> part.name() + " " + part.text()).toList());
  }

  /**
   * Candidates whose bars have one scale: that of the longest is 100 wide.
   *
   * @param scores of each entity
   */
  public static List<ShownCandidate> of(List<ShownEntity> entities, List<Scores> scores) {
    double longest = scores.stream().mapToDouble(Scores::length).max().orElse(0);
    List<ShownCandidate> shown = new ArrayList<>();
    for (int i = 0; i < entities.size(); i++) {
      double unit = longest == 0 ? 0 : 100 / longest;
      shown.add(
          new ShownCandidate(entities.get(i), scores.get(i).score(), parts(scores.get(i), unit)));
    }
    return shown;
  }

  private static List<Part> parts(Scores scores, double unit) {
    List<Double> values = scores.contributions();
    List<Part> parts = new ArrayList<>();
    double from = 0;
    for (int i = 0; i < values.size(); i++) {
      double width = Math.abs(values.get(i)) * unit;
      if (width > 0) {
        parts.add(new Part(NAMES.get(i), values.get(i), from, width));
      }
      from += width;
    }
    return parts;
  }
}
