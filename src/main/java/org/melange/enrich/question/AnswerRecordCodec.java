package org.melange.enrich.question;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import org.melange.enrich.budget.Usage;

/**
 * Encodes an {@link Answer} as one line: a checksum, a space, a JSON object. A line that a crash
 * has truncated fails the check and is ignored.
 */
public final class AnswerRecordCodec {

  private static final int CHECKSUM = 8;
  private static final ObjectMapper JSON = new ObjectMapper();

  private AnswerRecordCodec() {}

  /** The line with its line break, in UTF-8. */
  public static byte[] of(Answer answer) {
    ObjectNode node = JSON.createObjectNode();
    node.put("key", answer.key());
    node.put("status", answer.outcome().status());
    answer.outcome().description().ifPresent(text -> node.put("description", text));
    node.put("replies", answer.tries());
    node.put("tokens_in", answer.usage().inputTokens());
    node.put("tokens_out", answer.usage().outputTokens());
    node.put("cost_usd", answer.costUsd());
    node.put("model", answer.call().model());
    node.put("content", answer.call().content());
    node.put("latency_ms", answer.call().latencyMillis());
    node.put("requests", answer.call().attempts());
    node.put("run_id", answer.runId());
    node.put("answered_at", answer.at().toEpochMilli());
    String json = node.toString();
    return (checksum(json) + " " + json + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The answers in a log; damaged lines are ignored. */
  public static List<Answer> parseAll(byte[] log) {
    List<Answer> answers = new ArrayList<>();
    new String(log, StandardCharsets.UTF_8)
        .lines()
        .forEach(line -> parse(line).ifPresent(answers::add));
    return answers;
  }

  /**
   * The number of damaged lines of a log. A last line without a line break does not count: its
   * writer crashed before the answer was confirmed.
   */
  public static long damaged(byte[] log) {
    String text = new String(log, StandardCharsets.UTF_8);
    String complete = text.substring(0, text.lastIndexOf('\n') + 1);
    return complete.lines().filter(line -> parse(line).isEmpty()).count();
  }

  private static Optional<Answer> parse(String line) {
    if (line.length() <= CHECKSUM
        || !checksum(line.substring(CHECKSUM + 1)).equals(line.substring(0, CHECKSUM))) {
      return Optional.empty();
    }
    try {
      return Optional.of(answer(JSON.readTree(line.substring(CHECKSUM + 1))));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Answer answer(JsonNode node) {
    return new Answer(
        node.path("key").textValue(),
        EnrichmentOutcome.asked(
            node.path("status").textValue(), node.path("description").textValue()),
        node.path("replies").intValue(),
        new Usage(node.path("tokens_in").longValue(), node.path("tokens_out").longValue()),
        node.path("cost_usd").doubleValue(),
        new Answer.Call(
            node.path("model").textValue(),
            node.path("content").textValue(),
            node.path("latency_ms").longValue(),
            node.path("requests").intValue()),
        node.path("run_id").textValue(),
        Instant.ofEpochMilli(node.path("answered_at").longValue()));
  }

  private static String checksum(String json) {
    CRC32 crc = new CRC32();
    crc.update(json.getBytes(StandardCharsets.UTF_8));
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }
}
