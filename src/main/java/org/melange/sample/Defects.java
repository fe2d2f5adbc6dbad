package org.melange.sample;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Inserts defects into the JSON of posts. */
final class Defects {

  private static final int FAR_BEHIND = 1_000;

  private Defects() {}

  /** The line of {@code post} with the defect. Defects of images do not change the line. */
  static String plant(Defect defect, ObjectNode post) {
    return switch (defect) {
      case MALFORMED_JSON -> {
        String line = post.toString();
        yield line.substring(0, line.length() / 2);
      }
      case MISSING_POST_ID -> without(post, "post_id").toString();
      case TEXT_WRONG_TYPE -> post.put("text", FAR_BEHIND).toString();
      case SPAN_OUTSIDE_TEXT -> shifted(post, FAR_BEHIND).toString();
      case SPAN_MISMATCH -> shifted(post, 1).toString();
      default -> post.toString();
    };
  }

  private static ObjectNode without(ObjectNode post, String field) {
    post.remove(field);
    return post;
  }

  /** Moves the second mention, to the left if a move to the right would leave the text. */
  private static ObjectNode shifted(ObjectNode post, int by) {
    ObjectNode mention = (ObjectNode) post.get("mentions").get(1);
    String text = post.get("text").asText();
    int end = mention.get("end").asInt();
    boolean leaves = by == 1 && end + by > text.codePointCount(0, text.length());
    int step = leaves ? -by : by;
    mention.put("start", mention.get("start").asInt() + step);
    mention.put("end", end + step);
    return post;
  }
}
