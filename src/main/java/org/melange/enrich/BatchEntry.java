package org.melange.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * A batch that was submitted, or was about to be.
 *
 * @param mark names it, here and at the service
 * @param batchId what the service calls it, once that is known
 */
public record BatchEntry(String mark, Optional<String> batchId) {

  /** The entry as JSON. */
  public String toJson() {
    var node = new ObjectMapper().createObjectNode().put("mark", mark);
    batchId.ifPresent(id -> node.put("batch_id", id));
    return node.toString();
  }

  /**
   * Reads an entry; what is none, because a machine died while it was written, counts as one that
   * was about to be submitted.
   */
  public static BatchEntry parse(String mark, String json) {
    try {
      JsonNode id = new ObjectMapper().readTree(json).path("batch_id");
      return new BatchEntry(mark, Optional.ofNullable(id.textValue()));
    } catch (JsonProcessingException e) {
      return new BatchEntry(mark, Optional.empty());
    }
  }
}
