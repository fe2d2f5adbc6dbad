package org.melange.enrich.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * A batch that was submitted, or was about to be.
 *
 * @param mark names it, here and at the service
 * @param batchId what the service calls it, once that is known
 * @param endpoint address of the service; empty if that is not known
 */
public record BatchEntry(String mark, Optional<String> batchId, String endpoint) {

  /** The same batch with what the service calls it. */
  BatchEntry called(String id) {
    return new BatchEntry(mark, Optional.of(id), endpoint);
  }

  /** The entry as JSON. */
  public String toJson() {
    var node = new ObjectMapper().createObjectNode().put("mark", mark).put("endpoint", endpoint);
    batchId.ifPresent(id -> node.put("batch_id", id));
    return node.toString();
  }

  /**
   * Reads an entry; what is none, because a machine died while it was written, counts as one that
   * was about to be submitted.
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
