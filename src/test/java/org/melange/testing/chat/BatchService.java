package org.melange.testing.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files and batches of a {@link ChatServer}. A batch is worked on when it is made, and told to be
 * done when the server's latency has passed. Of the faults, {@link Fault#ERROR}, {@link
 * Fault#OUTSIDE}, {@link Fault#WRONG_USAGE} and {@link Fault#BROKEN_JSON} happen to questions,
 * {@link Fault#HANG} makes them expire, {@link Fault#RESET_AFTER} breaks the connection after a
 * batch was made.
 */
final class BatchService {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ChatService service;
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Map<String, Batch> batches = new LinkedHashMap<>();
  private int names;

  /** What is answered; a status of 0 breaks the connection. */
  record Reply(int status, String body) {}

  private record Batch(ObjectNode json, long doneAt) {}

  BatchService(ChatService service) {
    this.service = service;
  }

  synchronized Reply handle(String method, String path, String contentType, byte[] body)
      throws IOException {
    String[] parts = path.substring(1).split("[/?]");
    if (method.equals("POST") && path.equals("/v1/files")) {
      return upload(contentType, body);
    }
    if (method.equals("POST") && path.equals("/v1/batches")) {
      return create(JSON.readTree(body));
    }
    if (path.startsWith("/v1/batches?")) {
      return list(path);
    }
    if (path.startsWith("/v1/batches/") && batches.containsKey(parts[2])) {
      return new Reply(200, told(batches.get(parts[2])).toString());
    }
    if (path.endsWith("/content") && files.containsKey(parts[2])) {
      return new Reply(200, new String(files.get(parts[2]), StandardCharsets.UTF_8));
    }
    return new Reply(404, ChatService.error("not_found", method + " " + path));
  }

  private Reply upload(String contentType, byte[] body) {
    String boundary = contentType.substring(contentType.indexOf("boundary=") + 9);
    String text = new String(body, StandardCharsets.UTF_8);
    int part = text.indexOf("name=\"file\"");
    int from = text.indexOf("\r\n\r\n", part) + 4;
    int to = text.indexOf("\r\n--" + boundary, from);
    if (!text.contains("name=\"purpose\"\r\n\r\nbatch\r\n") || part < 0 || to < from) {
      return new Reply(400, ChatService.error("bad_form", "no file for a batch"));
    }
    String id = store(text.substring(from, to));
    return new Reply(200, JSON.createObjectNode().put("id", id).toString());
  }

  private Reply create(JsonNode request) throws IOException {
    byte[] input = files.get(request.path("input_file_id").asText());
    if (input == null || !request.path("endpoint").asText().equals("/v1/chat/completions")) {
      return new Reply(400, ChatService.error("bad_batch", "no such file or endpoint"));
    }
    StringBuilder output = new StringBuilder();
    StringBuilder errors = new StringBuilder();
    boolean expired = false;
    boolean broken = false;
    int total = 0;
    for (String line : new String(input, StandardCharsets.UTF_8).split("\n")) {
      Fault fault = service.nextFault();
      expired |= fault == Fault.HANG;
      broken |= fault == Fault.RESET_AFTER;
      answer(JSON.readTree(line), fault, output, errors);
      total++;
    }
    String id = "batch_" + ++names;
    ObjectNode batch = JSON.createObjectNode().put("id", id);
    batch.put("status", expired ? "expired" : "completed");
    batch.set("metadata", request.path("metadata"));
    batch.put("output_file_id", output.length() == 0 ? null : store(output.toString()));
    batch.put("error_file_id", errors.length() == 0 ? null : store(errors.toString()));
    batch.putObject("request_counts").put("total", total).put("completed", total).put("failed", 0);
    long doneAt = System.nanoTime() + service.options().latencyMillis() * 1_000_000;
    batches.put(id, new Batch(batch, doneAt));
    return broken ? new Reply(0, "") : new Reply(200, told(batches.get(id)).toString());
  }

  private void answer(JsonNode line, Fault fault, StringBuilder output, StringBuilder errors) {
    JsonNode question = line.path("body");
    ObjectNode out = JSON.createObjectNode().put("custom_id", line.path("custom_id").asText());
    String text = ChatHandler.question(question);
    service.counts().asked(text);
    service.counts().ended();
    if (fault == Fault.ERROR || fault == Fault.HANG) {
      out.putNull("response");
      out.putObject("error").put("code", "batch_expired").put("message", "it did not end in time");
      errors.append(out).append('\n');
      return;
    }
    ChatResponse reply = service.respond(question);
    if (reply.status() == 200) {
      service.counts().answered(text);
    }
    ObjectNode response = out.putObject("response").put("status_code", reply.status());
    if (fault == Fault.BROKEN_JSON) {
      response.put("body", "nonsense");
    } else if (fault == Fault.OUTSIDE) {
      response.set("body", service.outside(question));
    } else if (fault == Fault.WRONG_USAGE) {
      response.set("body", service.wronglyCounted(question));
    } else {
      response.set("body", reply.body());
    }
    out.putNull("error");
    output.append(out).append('\n');
  }

  private Reply list(String path) {
    int limit = Integer.parseInt(path.replaceAll(".*limit=(\\d+).*", "$1"));
    String after = path.contains("after=") ? path.replaceAll(".*after=", "") : "";
    List<Batch> newestFirst = new ArrayList<>(batches.values());
    Collections.reverse(newestFirst);
    ObjectNode page = JSON.createObjectNode();
    var data = page.putArray("data");
    boolean begun = after.isEmpty();
    boolean more = false;
    for (Batch batch : newestFirst) {
      more |= begun && data.size() == limit;
      if (begun && data.size() < limit) {
        data.add(told(batch));
      }
      begun |= batch.json().path("id").asText().equals(after);
    }
    return new Reply(200, page.put("has_more", more).toString());
  }

  private static ObjectNode told(Batch batch) {
    if (System.nanoTime() >= batch.doneAt()) {
      return batch.json();
    }
    ObjectNode early = batch.json().deepCopy().put("status", "in_progress");
    early.putNull("output_file_id");
    early.putNull("error_file_id");
    return early;
  }

  private String store(String text) {
    String id = "file-" + ++names;
    files.put(id, text.getBytes(StandardCharsets.UTF_8));
    return id;
  }
}
