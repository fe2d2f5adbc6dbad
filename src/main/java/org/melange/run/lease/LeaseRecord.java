package org.melange.run.lease;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * The content of the file of a lease.
 *
 * @param owner unique id of the holder
 * @param purpose what the holder does, for messages
 * @param process the process of the holder
 * @param since when it took the lease, by its own clock
 * @param expiry how long the file must stay unchanged until others may take the lease
 * @param beat the number of renewals
 * @param released whether the holder released it
 */
record LeaseRecord(
    String owner,
    String purpose,
    OwnerProcess process,
    Instant since,
    Duration expiry,
    long beat,
    boolean released) {

  private static final ObjectMapper JSON = new ObjectMapper();

  LeaseRecord renewed() {
    return new LeaseRecord(owner, purpose, process, since, expiry, beat + 1, released);
  }

  LeaseRecord givenBack() {
    return new LeaseRecord(owner, purpose, process, since, expiry, beat, true);
  }

  /** The holder, for a message. */
  String describe() {
    return String.format(
        Locale.ROOT,
        "%s (process %d on %s) since %s",
        purpose,
        process.pid(),
        process.host(),
        since.truncatedTo(ChronoUnit.SECONDS));
  }

  String toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.put("owner", owner).put("purpose", purpose).put("acquired_at", since.toString());
    node.put("host", process.host()).put("pid", process.pid());
    node.put("process_started_at", process.started().toString()).put("boot_id", process.machine());
    node.put("expires_after_ms", expiry.toMillis()).put("renewals", beat);
    node.put("released", released);
    try {
      return JSON.writeValueAsString(node) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a lease is always JSON", e);
    }
  }

  /** Empty if the text is incomplete, because its writer died or is still writing it. */
  static Optional<LeaseRecord> parse(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      if (!node.path("owner").isTextual() || !node.path("expires_after_ms").isNumber()) {
        return Optional.empty();
      }
      return Optional.of(
          new LeaseRecord(
              node.path("owner").asText(),
              node.path("purpose").asText(),
              new OwnerProcess(
                  node.path("host").asText(),
                  node.path("pid").asLong(),
                  Instant.parse(node.path("process_started_at").asText()),
                  node.path("boot_id").asText()),
              Instant.parse(node.path("acquired_at").asText()),
              Duration.ofMillis(node.path("expires_after_ms").asLong()),
              node.path("renewals").asLong(),
              node.path("released").asBoolean()));
    } catch (JsonProcessingException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
