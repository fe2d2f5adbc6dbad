package org.melange.report;

import java.util.List;
import java.util.Locale;

/**
 * A proposal as a page shows it. Values that it does not have are null.
 *
 * @param entity the entity; null for a new one
 * @param value the image, the alias or the name
 * @param address of the value, if it is one that a page may link to
 * @param languages the languages of the posts
 * @param posts independent posts
 * @param postsTotal all posts
 * @param confidence the mean confidence
 * @param posted the posts that are shown
 */
public record ShownProposal(
    ShownEntity entity,
    String value,
    String address,
    List<String> languages,
    long posts,
    long postsTotal,
    Double confidence,
    List<ShownPost> posted) {

  /**
   * A post that a proposal rests on.
   *
   * @param postId the post
   * @param mentionId the mention in it
   * @param text around the mention, which is in brackets
   * @param address of the post, if it is one that a page may link to
   * @param image its picture
   * @param imageAddress of the picture, if it is one that a page may link to
   * @param confidence of the link
   * @param independent whether it counts
   */
  public record ShownPost(
      String postId,
      String mentionId,
      String text,
      String address,
      String image,
      String imageAddress,
      Double confidence,
      boolean independent) {

    /** The confidence in percent. */
    public String confidenceText() {
      return percent(confidence);
    }
  }

  /** The number of posts in words. */
  public String postsText() {
    String counted =
        Headline.count(posts) + (posts == 1 ? " independent post" : " independent posts");
    return posts == postsTotal ? counted : counted + " of " + Headline.count(postsTotal);
  }

  /** The mean confidence in percent. */
  public String confidenceText() {
    return percent(confidence);
  }

  private static String percent(Double confidence) {
    return confidence == null ? "" : String.format(Locale.ROOT, "%.1f %%", 100 * confidence);
  }
}
