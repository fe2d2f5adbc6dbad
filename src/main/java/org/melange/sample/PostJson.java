package org.melange.sample;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.melange.sample.PostPlan.PlannedMention;

/** Formats planned posts and their gold links as lines of the sample's files. */
final class PostJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private PostJson() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static ObjectNode post(PostPlan plan, Optional<String> imageUri) {
    ObjectNode post = object();
    post.put("post_id", plan.postId());
    post.put("text", plan.text());
    if (plan.named()) {
      ArrayNode mentions = post.putArray("mentions");
      for (int i = 0; i < plan.mentions().size(); i++) {
        mentions.add(mention(mentionId(i), plan.mentions().get(i)));
      }
    }
    ArrayNode images = post.putArray("images");
    imageUri.ifPresent(uri -> images.addObject().put("uri", uri));
    post.put("split", plan.part().code());
    return post;
  }

  /** One line for each of the first {@code accepted} mentions. */
  static List<ObjectNode> gold(PostPlan plan, int accepted) {
    List<ObjectNode> rows = new ArrayList<>();
    for (int i = 0; i < accepted; i++) {
      ObjectNode row = object();
      row.put("post_id", plan.postId());
      row.put("mention_id", mentionId(i));
      row.put("qid", plan.mentions().get(i).qid().orElse(null));
      rows.add(row);
    }
    return rows;
  }

  /** The gold link of a mention that the post does not mark. */
  static ObjectNode goldByName(PostPlan plan) {
    PlannedMention mention = plan.mentions().get(0);
    ObjectNode row = object();
    row.put("post_id", plan.postId());
    row.put("text", mention.text());
    row.put("start", mention.span().start());
    row.put("end", mention.span().end());
    row.put("qid", mention.qid().orElse(null));
    return row;
  }

  private static ObjectNode mention(String id, PlannedMention planned) {
    ObjectNode mention = object();
    mention.put("mention_id", id);
    mention.put("text", planned.text());
    if (planned.spanGiven()) {
      mention.put("start", planned.span().start());
      mention.put("end", planned.span().end());
    }
    return mention;
  }

  private static String mentionId(int index) {
    return "m" + (index + 1);
  }
}
