package org.melange.corpus;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The outcome of parsing one record: a post, the deletion of a post, or a rejection for the
 * quarantine.
 */
public sealed interface ParsedPost {

  /** Calls the function for this outcome. */
  <T> T fold(
      Function<Accepted, T> accepted, Function<Deleted, T> deleted, Function<Rejected, T> rejected);

  /**
   * A post that can be used.
   *
   * @param post the post with its valid mentions
   * @param rejections the rejected mentions
   */
  record Accepted(Post post, List<Rejection> rejections) implements ParsedPost {
    /** Copies the list; rejects nulls. */
    public Accepted {
      requireNonNull(post, "post");
      rejections = List.copyOf(rejections);
    }

    @Override
    public <T> T fold(
        Function<Accepted, T> accepted,
        Function<Deleted, T> deleted,
        Function<Rejected, T> rejected) {
      return accepted.apply(this);
    }
  }

  /**
   * The deletion of a post.
   *
   * @param postId of the post
   * @param extra further columns of the source as a JSON object
   */
  record Deleted(String postId, String extra) implements ParsedPost {
    /** Rejects nulls. */
    public Deleted {
      requireNonNull(postId, "postId");
      requireNonNull(extra, "extra");
    }

    @Override
    public <T> T fold(
        Function<Accepted, T> accepted,
        Function<Deleted, T> deleted,
        Function<Rejected, T> rejected) {
      return deleted.apply(this);
    }
  }

  /**
   * A post that cannot be used.
   *
   * @param rejection what is wrong with it
   * @param postId of the post, where the record has a valid one
   */
  record Rejected(Rejection rejection, Optional<String> postId) implements ParsedPost {
    /** Rejects nulls. */
    public Rejected {
      requireNonNull(rejection, "rejection");
      requireNonNull(postId, "postId");
    }

    /** A record without a valid identifier. */
    public Rejected(Rejection rejection) {
      this(rejection, Optional.empty());
    }

    @Override
    public <T> T fold(
        Function<Accepted, T> accepted,
        Function<Deleted, T> deleted,
        Function<Rejected, T> rejected) {
      return rejected.apply(this);
    }
  }
}
