package org.melange.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes posts of what the sources hold, by the same rules for every format. A fault of the post
 * rejects the post; a fault of a mention rejects that mention.
 *
 * <p>A text may be empty (a photo without words), an identifier may not. Surrogates that stand
 * alone become U+FFFD; other odd characters, NUL included, stay.
 */
public final class PostAssembler {

  private PostAssembler() {}

  /** Checks {@code raw} and makes a post of it. */
  public static ParsedPost assemble(RawPost raw) {
    try {
      String postId = requireId(raw.postId());
      String text = requireText(raw.text());
      List<Rejection> rejections = new ArrayList<>();
      Optional<List<Mention>> mentions =
          Optional.ofNullable(raw.mentions())
              .map(list -> new MentionAssembler(postId, text, rejections).assemble(list));
      Post post = new Post(postId, text, mentions, raw.images(), UnicodeText.of(raw.extra()));
      return new ParsedPost.Accepted(post, rejections);
    } catch (ParseException refusal) {
      return new ParsedPost.Rejected(refusal.at(Rejection.Stage.POST, raw.record().get()));
    }
  }

  private static String requireId(String postId) throws ParseException {
    if (postId == null || postId.isBlank()) {
      throw new ParseException(
          Rejection.Reason.MISSING_ID, "the post has no post_id, or an empty one");
    }
    return UnicodeText.of(postId);
  }

  private static String requireText(String text) throws ParseException {
    if (text == null) {
      throw new ParseException(Rejection.Reason.MISSING_FIELD, "the post has no text");
    }
    return UnicodeText.of(text);
  }
}
