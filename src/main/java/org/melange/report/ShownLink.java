package org.melange.report;

import java.util.List;
import java.util.Locale;

/**
 * A link as a page shows it. Values that a link does not have are null.
 *
 * @param postId the post
 * @param mentionId the mention in the post
 * @param text the post's text around the mention
 * @param image the post's image as a {@code data:} URI
 * @param imageStatus what became of the image
 * @param entity the linked entity; null is NIL
 * @param entityImage an image of the entity, or for NIL of the first candidate
 * @param confidence probability that the first candidate is right
 * @param margin score minus that of the second candidate
 * @param candidates the best candidates
 * @param description chosen for the mention
 * @param enrichmentStatus how the description was chosen
 * @param doubtful whether confidence or margin is among the lowest of the run
 * @param right the right entity, where it is known
 */
public record ShownLink(
    String postId,
    String mentionId,
    MarkedText text,
    String image,
    String imageStatus,
    ShownEntity entity,
    String entityImage,
    Double confidence,
    Float margin,
    List<ShownCandidate> candidates,
    String description,
    String enrichmentStatus,
    boolean doubtful,
    RightAnswer right) {

  /**
   * The right answer for a mention.
   *
   * @param entity the right entity; null if the knowledge base does not have it
   * @param given whether the link is right
   */
  public record RightAnswer(ShownEntity entity, boolean given) {}

  /** The image status in words. */
  public String imageMeaning() {
    return Meanings.IMAGES.getOrDefault(imageStatus, "");
  }

  /** The way to the description in words. */
  public String enrichmentMeaning() {
    return Meanings.DESCRIPTIONS.getOrDefault(enrichmentStatus, "");
  }

  /** The confidence in percent. */
  public String confidenceText() {
    return confidence == null ? "" : String.format(Locale.ROOT, "%.1f %%", 100 * confidence);
  }

  /** The margin with three decimals. */
  public String marginText() {
    return margin == null ? "" : String.format(Locale.ROOT, "%.3f", margin);
  }

  /** The filters that show this link, separated by spaces. */
  public String kinds() {
    String nil = entity == null ? " nil" : "";
    String unsure = doubtful ? " doubtful" : "";
    String wrong = right != null && !right.given() ? " wrong" : "";
    return "all" + nil + unsure + wrong;
  }
}
