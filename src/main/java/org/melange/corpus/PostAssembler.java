package org.melange.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Validates raw posts, by the same rules for every format. An error in the post rejects the post;
 * an error in a mention rejects that mention. A deletion needs nothing but its identifier.
 *
 * <p>A text may be empty, an identifier may not. Unpaired surrogates become U+FFFD; all other
 * characters are kept, including NUL.
 */
public final class PostAssembler {

  private PostAssembler() {}

  /** Validates {@code raw}. */
  public static ParsedPost assemble(RawPost raw) {
    Optional<String> valid = Optional.empty();
    try {
      String postId = requireId(raw.postId());
      valid = Optional.of(postId);
      if (raw.deleted()) {
        return new ParsedPost.Deleted(postId, UnicodeText.of(raw.extra()));
      }
      String text = requireText(raw.text());
      List<Rejection> rejections = new ArrayList<>();
      Optional<List<Mention>> mentions =
          Optional.ofNullable(raw.mentions())
              .map(list -> new MentionAssembler(postId, text, rejections).assemble(list));
      Post post = new Post(postId, text, mentions, raw.images(), UnicodeText.of(raw.extra()));
      return new ParsedPost.Accepted(post, rejections);
    } catch (ParseException e) {
      return new ParsedPost.Rejected(e.at(Rejection.Stage.POST, raw.record().get()), valid);
    }
  }

  /** The identifier of a record that has a valid one. */
  static Optional<String> validId(String postId) {
    return Optional.ofNullable(postId).filter(id -> !id.isBlank()).map(UnicodeText::of);
  }

  private static String requireId(String postId) throws ParseException {
    return validId(postId)
        .orElseThrow(
            () ->
                new ParseException(
                    Rejection.Reason.MISSING_ID, "the post has no post_id, or an empty one"));
  }

  private static String requireText(String text) throws ParseException {
    if (text == null) {
      throw new ParseException(Rejection.Reason.MISSING_FIELD, "the post has no text");
    }
    return UnicodeText.of(text);
  }
}
