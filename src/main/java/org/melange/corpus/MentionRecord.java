package org.melange.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The quarantine record of a rejected mention: a JSON object with the identifier of its post. */
final class MentionRecord {

  private MentionRecord() {}

  static String of(String postId, RawMention raw, int position) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("post_id", postId);
    node.put("mention_id", raw.mentionId() == null ? "" + position : raw.mentionId());
    node.put("text", raw.text());
    node.put("start", raw.start());
    node.put("end", raw.end());
    return node.toString();
  }

  static String of(String postId, Mention mention, int position) {
    Integer start = mention.span().map(Span::start).orElse(null);
    Integer end = mention.span().map(Span::end).orElse(null);
    return of(postId, new RawMention(mention.mentionId(), mention.text(), start, end), position);
  }

  /** For a mention that could not be parsed. */
  static String of(String postId, JsonNode mention, int position) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("post_id", postId);
    node.put("position", position);
    node.set("mention", mention);
    return node.toString();
  }
}
