package org.melange.corpus;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Function;

/** The outcome of parsing one post: accepted, or rejected and sent to the quarantine. */
public sealed interface ParsedPost {

  /** Calls the function for this outcome. */
  <T> T fold(Function<Accepted, T> accepted, Function<Rejected, T> rejected);

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
    public <T> T fold(Function<Accepted, T> accepted, Function<Rejected, T> rejected) {
      return accepted.apply(this);
    }
  }

  /**
   * A post that cannot be used.
   *
   * @param rejection what is wrong with it
   */
  record Rejected(Rejection rejection) implements ParsedPost {
    /** Rejects null. */
    public Rejected {
      requireNonNull(rejection, "rejection");
    }

    @Override
    public <T> T fold(Function<Accepted, T> accepted, Function<Rejected, T> rejected) {
      return rejected.apply(this);
    }
  }
}
