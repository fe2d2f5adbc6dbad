package org.melange.enrich.batch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The status of a batch at the service.
 *
 * @param id that the service assigned
 * @param status as the service reports it
 * @param mark our id of the batch, or empty
 * @param files ids of the output and error files, if there are any
 * @param done number of processed questions
 * @param total number of questions
 * @param why the batch failed, or empty
 */
record BatchStatus(
    String id, String status, String mark, List<String> files, long done, long total, String why) {

  /** The metadata field with the mark. */
  static final String MARK = "melange_mark";

  private static final Set<String> ENDS = Set.of("completed", "failed", "expired", "cancelled");

  static BatchStatus of(JsonNode batch) {
    List<String> files =
        Stream.of("output_file_id", "error_file_id")
            .map(name -> batch.path(name).textValue())
            .flatMap(id -> Optional.ofNullable(id).filter(text -> !text.isEmpty()).stream())
            .toList();
    return new BatchStatus(
        batch.path("id").asText(""),
        batch.path("status").asText(""),
        batch.path("metadata").path(MARK).asText(""),
        files,
        batch.path("request_counts").path("completed").asLong()
            + batch.path("request_counts").path("failed").asLong(),
        batch.path("request_counts").path("total").asLong(),
        batch.path("errors").path("data").path(0).path("message").asText(""));
  }

  /** Whether the batch has reached a final status. */
  boolean ended() {
    return ENDS.contains(status);
  }
}
