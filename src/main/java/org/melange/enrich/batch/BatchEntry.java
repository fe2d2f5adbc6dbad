package org.melange.enrich.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * A batch that was submitted or was about to be.
 *
 * @param mark our id of the batch, also known to the service
 * @param batchId the id that the service assigned, once it is known
 * @param endpoint URL of the service; empty if unknown
 */
public record BatchEntry(String mark, Optional<String> batchId, String endpoint) {

  /** A copy with the id that the service assigned. */
  BatchEntry withId(String id) {
    return new BatchEntry(mark, Optional.of(id), endpoint);
  }

  /** The entry as JSON. */
  public String toJson() {
    var node = new ObjectMapper().createObjectNode().put("mark", mark).put("endpoint", endpoint);
    batchId.ifPresent(id -> node.put("batch_id", id));
    return node.toString();
  }

  /**
   * Parses an entry. If a crash has truncated it, the result has only the mark; this is enough to
   * find the batch.
   */
  public static BatchEntry parse(String mark, String json) {
    try {
      JsonNode entry = new ObjectMapper().readTree(json);
      return new BatchEntry(
          mark,
          Optional.ofNullable(entry.path("batch_id").textValue()),
          entry.path("endpoint").asText(""));
    } catch (JsonProcessingException e) {
      return new BatchEntry(mark, Optional.empty(), "");
    }
  }
}
