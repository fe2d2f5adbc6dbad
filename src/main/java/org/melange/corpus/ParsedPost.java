package org.melange.corpus;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Function;

/** What came of reading one post: it can be used, or it goes to the quarantine. */
public sealed interface ParsedPost {

  /** Calls the function that fits the outcome. */
  <T> T fold(Function<Accepted, T> accepted, Function<Rejected, T> rejected);

  /**
   * A post to go on with.
   *
   * @param post the post, with those of its mentions that can be used
   * @param rejections the mentions that were left out
   */
  record Accepted(Post post, List<Rejection> rejections) implements ParsedPost {
    /** Copies the list; refuses absent parts. */
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
    /** Refuses an absent rejection. */
    public Rejected {
      requireNonNull(rejection, "rejection");
    }

    @Override
    public <T> T fold(Function<Accepted, T> accepted, Function<Rejected, T> rejected) {
      return rejected.apply(this);
    }
  }
}
