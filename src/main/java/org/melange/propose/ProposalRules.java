package org.melange.propose;

import java.io.Serializable;

/**
 * What counts as evidence, and how much of it a proposal needs.
 *
 * @param minPosts independent posts of an image, an alias or a new entity
 * @param minLinks independent posts of a description
 * @param minConfidence the least confidence of a link
 * @param maxImages images that are proposed for one entity
 * @param maxEvidence posts that a proposal lists
 * @param topics clusters of texts; 0: the square root of half the number of texts
 * @param languageField the field of a post that has its language; empty: {@code lang}, else {@code
 *     language}
 * @param seed of the clustering
 */
public record ProposalRules(
    int minPosts,
    int minLinks,
    double minConfidence,
    int maxImages,
    int maxEvidence,
    int topics,
    String languageField,
    long seed)
    implements Serializable {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is not valid
   */
  public ProposalRules {
    requirePositive("--min-posts", minPosts);
    requirePositive("--min-links", minLinks);
    requirePositive("--max-images", maxImages);
    requirePositive("--max-evidence", maxEvidence);
    require(
        minConfidence >= 0 && minConfidence <= 1,
        "--min-confidence must be from 0 to 1, not " + minConfidence);
    require(topics == 0 || topics > 1, "--topics must be 0 or at least 2, not " + topics);
    require(
        languageField.matches("[^'\\\\]*"),
        "--language-field must not contain a quote or a backslash: " + languageField);
  }

  private static void requirePositive(String option, int value) {
    require(value > 0, option + " must be at least 1, not " + value);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
