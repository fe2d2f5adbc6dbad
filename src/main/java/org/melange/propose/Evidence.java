package org.melange.propose;

/**
 * A mention that a proposal rests on. Values that it does not have are null.
 *
 * @param postId the post
 * @param mentionId the mention in the post
 * @param text the text of the post around the mention, which is in brackets
 * @param image the first picture of the post
 * @param confidence probability that the link is right
 * @param url the address of the post
 * @param independent whether the post counts: no earlier one has the same text or picture
 */
public record Evidence(
    String postId,
    String mentionId,
    String text,
    String image,
    Double confidence,
    String url,
    boolean independent) {

  /** This mention, with whether its post counts. */
  Evidence counting(boolean counts) {
    return new Evidence(postId, mentionId, text, image, confidence, url, counts);
  }
}
