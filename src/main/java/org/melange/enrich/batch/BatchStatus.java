package org.melange.enrich.batch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How a batch stands at the service.
 *
 * @param id its name there
 * @param status as the service words it
 * @param mark its name here, or empty
 * @param files that hold answers and errors, as far as there are any
 * @param done questions that have been worked on
 * @param total questions
 * @param why it failed as a whole, or empty
 */
record BatchStatus(
    String id, String status, String mark, List<String> files, long done, long total, String why) {

  /** The member of a batch's metadata that carries the mark. */
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

  /** Whether nothing more will come. */
  boolean ended() {
    return ENDS.contains(status);
  }
}
