package org.melange.propose;

import java.util.List;

/**
 * A proposal. Values that it does not have are null.
 *
 * @param kind what is added
 * @param qid the entity; null for a new one
 * @param label the label of the entity
 * @param value the image, the alias or the name; null for a description
 * @param language the most frequent language of the independent posts
 * @param languages all languages of the independent posts
 * @param posts the number of independent posts
 * @param postsTotal the number of all posts
 * @param confidence the mean confidence of the independent posts; null for a new entity
 * @param evidence some of the posts, the independent ones first; of an image, the post with the
 *     picture before them
 */
public record Proposal(
    ProposalKind kind,
    String qid,
    String label,
    String value,
    String language,
    List<String> languages,
    long posts,
    long postsTotal,
    Double confidence,
    List<Evidence> evidence) {

  /** Copies the lists. */
  public Proposal {
    languages = List.copyOf(languages);
    evidence = List.copyOf(evidence);
  }
}
