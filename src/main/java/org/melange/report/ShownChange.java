package org.melange.report;

import java.util.List;
import java.util.Locale;

/**
 * A changed link as a page shows it. Values that a link does not have are null.
 *
 * @param postId the post
 * @param mentionId the mention in the post
 * @param kind how the link changed
 * @param text the post's text around the mention
 * @param image the post's image as a {@code data:} URI
 * @param imageStatus what became of the image
 * @param before the earlier link; null for a new mention
 * @param after the link of now; null for a mention that is gone
 * @param causes why the link changed
 * @param causing the entities concerned
 */
public record ShownChange(
    String postId,
    String mentionId,
    String kind,
    MarkedText text,
    String image,
    String imageStatus,
    Decision before,
    Decision after,
    List<String> causes,
    List<String> causing) {

  /**
   * What a mention is linked to.
   *
   * @param entity the entity; null is NIL
   * @param score of the first candidate
   * @param confidence probability that the first candidate is right
   */
  public record Decision(ShownEntity entity, Float score, Double confidence) {

    /** Score and confidence in words. */
    public String numbers() {
      String text = score == null ? "No score" : String.format(Locale.ROOT, "Score %.3f", score);
      return confidence == null
          ? text
          : text + String.format(Locale.ROOT, ", confidence %.1f %%", 100 * confidence);
    }
  }

  /** The kind in words. */
  public String kindMeaning() {
    return Meanings.CHANGES.getOrDefault(kind, "");
  }

  /** The image status in words. */
  public String imageMeaning() {
    return Meanings.IMAGES.getOrDefault(imageStatus, "");
  }
}
