package org.melange.corpus;

import java.util.List;

/** Takes outcomes apart for assertions. */
final class Outcomes {

  private Outcomes() {}

  static ParsedPost.Accepted accepted(ParsedPost parsed) {
    return parsed.fold(
        accepted -> accepted,
        deleted -> {
          throw new AssertionError("deleted: " + deleted.postId());
        },
        rejected -> {
          throw new AssertionError("rejected: " + rejected.rejection());
        });
  }

  static Rejection rejected(ParsedPost parsed) {
    return parsed.fold(
        accepted -> {
          throw new AssertionError("accepted: " + accepted.post());
        },
        deleted -> {
          throw new AssertionError("deleted: " + deleted.postId());
        },
        ParsedPost.Rejected::rejection);
  }

  static ParsedPost.Deleted deleted(ParsedPost parsed) {
    return parsed.fold(
        accepted -> {
          throw new AssertionError("accepted: " + accepted.post());
        },
        deleted -> deleted,
        rejected -> {
          throw new AssertionError("rejected: " + rejected.rejection());
        });
  }

  static List<Mention> mentions(ParsedPost parsed) {
    return accepted(parsed).post().mentions().orElseThrow();
  }

  static List<Rejection.Reason> reasons(ParsedPost parsed) {
    return accepted(parsed).rejections().stream().map(Rejection::reason).toList();
  }
}
