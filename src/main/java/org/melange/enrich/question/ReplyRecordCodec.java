package org.melange.enrich.question;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.chat.ChatReply;
import org.melange.enrich.chat.ChatReply.Answered;
import org.melange.enrich.chat.ChatReply.Cases;
import org.melange.enrich.chat.ChatReply.Concern;
import org.melange.enrich.chat.ChatReply.Finish;
import org.melange.enrich.chat.ChatReply.Rejected;

/**
 * Encodes the reply to a question as one line of JSON. The replies of a batch are stored like this
 * until they are evaluated.
 *
 * @param key of the question
 * @param reply an answer or a refusal
 */
public record ReplyRecordCodec(String key, ChatReply reply) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @throws IllegalArgumentException if the reply says nothing about the question
   */
  public ReplyRecordCodec {
    if (!(reply instanceof Answered || reply instanceof Rejected)) {
      throw new IllegalArgumentException("not an answer or a refusal: " + reply);
    }
  }

  /** The line with its line break, in UTF-8. */
  public byte[] toBytes() {
    ObjectNode node = JSON.createObjectNode().put("key", key);
    return (reply.fold(
                new Cases<ObjectNode>(
                    answered -> put(node, answered),
                    rejected ->
                        node.put("status", rejected.status())
                            .put("why", rejected.why())
                            .put("concern", rejected.concern().name()),
                    exhausted -> node,
                    overBudget -> node))
            + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode put(ObjectNode node, Answered answered) {
    return node.put("content", answered.content())
        .put("finish", answered.finish().name())
        .put("tokens_in", answered.usage().inputTokens())
        .put("tokens_out", answered.usage().outputTokens())
        .put("model", answered.model())
        .put("latency_ms", answered.latency().toMillis())
        .put("attempts", answered.attempts());
  }

  /** Parses a line; empty if a crash has truncated it. */
  public static Optional<ReplyRecordCodec> parse(String line) {
    try {
      JsonNode node = JSON.readTree(line);
      return reply(node).map(reply -> new ReplyRecordCodec(node.path("key").textValue(), reply));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<ChatReply> reply(JsonNode node) {
    if (node.has("content")) {
      return Optional.of(
          new Answered(
              node.path("content").textValue(),
              Finish.valueOf(node.path("finish").textValue()),
              new Usage(node.path("tokens_in").longValue(), node.path("tokens_out").longValue()),
              node.path("model").textValue(),
              Duration.ofMillis(node.path("latency_ms").longValue()),
              node.path("attempts").intValue()));
    }
    return node.has("status")
        ? Optional.of(
            new Rejected(
                node.path("status").intValue(),
                node.path("why").textValue(),
                Concern.valueOf(node.path("concern").asText(Concern.REQUEST.name()))))
        : Optional.empty();
  }
}
